using System.Text.Json;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Domain.Tests.Tenancy;

public sealed class TenantTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("https://app.example/return", true)]
    [InlineData("https://app.example/return/", false)]
    [InlineData("https://app.example/return?x=1", false)]
    [InlineData("https://app.example/Return", false)]
    [InlineData("https://APP.example/return", false)]
    [InlineData("https://app.example:443/return", false)]
    [InlineData("http://app.example/return", false)]
    [InlineData("https://app.example/return/../evil", false)]
    [InlineData("https://app.example.evil.example/return", false)]
    [InlineData("https://app.example/retur", false)]
    [InlineData("", false)]
    public void A_return_url_is_allowed_only_letter_by_letter(string returnUrl, bool allowed) =>
        Tenant(["https://app.example/return", "https://other.example/"]).AllowsReturnUrl(returnUrl).Should().Be(allowed);

    [Fact]
    public void A_tenant_without_return_urls_allows_none() => Tenant([]).AllowsReturnUrl("https://app.example/return").Should().BeFalse();

    [Fact]
    public void A_new_tenant_has_a_trimmed_name_and_each_return_url_once()
    {
        var tenant = Tenant(["https://a.example/", "https://a.example/"]);

        tenant.Should().BeEquivalentTo(new { Name = "Example", IsSuspended = false });
        tenant.ReturnUrls.Should().Equal("https://a.example/");
    }

    [Fact]
    public void Suspending_twice_keeps_the_first_moment()
    {
        var suspended = Tenant([]).Suspend(Noon).Suspend(Noon.AddDays(1));

        suspended.IsSuspended.Should().BeTrue();
        suspended.SuspendedAt.Should().Be(Noon);
    }

    [Fact]
    public void A_tenant_id_is_written_as_its_guid_and_reads_back()
    {
        var id = TenantId.New(Noon);

        JsonSerializer.Serialize(id).Should().Be($"\"{id.Value}\"");
        JsonSerializer.Deserialize<TenantId>(JsonSerializer.Serialize(id)).Should().Be(id);
    }

    private static Tenant Tenant(IEnumerable<string> returnUrls) =>
        Domain.Tenancy.Tenant.Create(TenantId.New(Noon), " Example ", returnUrls, googleClientId: null, Noon);
}
