using GmailPlatform.Domain.Tenancy;
using GmailPlatform.WebApi.Hosting.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace GmailPlatform.WebApi.Tests;

public sealed class BodyBudgetTests : IAsyncDisposable
{
    private const int Mebi = 1 << 20;

    private readonly BodyBudget _budget = new(Options.Create(new LimitOptions { BodyBytesPerTenant = 4 * Mebi, BodyBytesPerNode = 6 * Mebi }));
    private readonly TenantId _tenant = new(Guid.NewGuid());

    [Fact]
    public void S2_a_tenant_has_its_own_bound_and_the_node_bounds_all()
    {
        using var first = new BodyAllowance(_budget, _tenant, weight: 1);
        using var second = new BodyAllowance(_budget, _tenant, weight: 1);
        using var other = new BodyAllowance(_budget, new TenantId(Guid.NewGuid()), weight: 1);

        first.TryReserve(3 * Mebi).Should().BeTrue();
        second.TryReserve(2 * Mebi).Should().BeFalse();
        other.TryReserve(4 * Mebi).Should().BeFalse();
        other.TryReserve(3 * Mebi).Should().BeTrue();
        second.TryReserve(1).Should().BeFalse();

        first.Dispose();
        second.TryReserve(3 * Mebi).Should().BeTrue("what a refusal took of one budget it gave back");
    }

    [Fact]
    public void S2_a_body_counts_by_its_weight()
    {
        using var allowance = new BodyAllowance(_budget, _tenant, weight: 4);

        allowance.TryReserve(Mebi + 1).Should().BeFalse();
        allowance.TryReserve(Mebi).Should().BeTrue();
    }

    [Fact]
    public async Task S2_a_body_of_unknown_length_is_refused_where_it_outgrows_the_budget()
    {
        using var allowance = new BodyAllowance(_budget, _tenant, weight: 1);
        await using var body = new BudgetedStream(new MemoryStream(new byte[5 * Mebi]), allowance);
        var read = async () =>
        {
            using var copy = new MemoryStream();
            await body.CopyToAsync(copy);
        };

        (await read.Should().ThrowAsync<BadHttpRequestException>()).Which.StatusCode.Should().Be(StatusCodes.Status429TooManyRequests);
    }

    public ValueTask DisposeAsync() => _budget.DisposeAsync();
}
