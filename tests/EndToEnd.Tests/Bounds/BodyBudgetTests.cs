using GmailPlatform.EndToEnd.Tests.Support;
using GmailPlatform.Testing;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.EndToEnd.Tests.Bounds;

/// <summary>Large bodies that are under way at once. Runs alone, since its clients hold what they sent.</summary>
[Collection(MemoryTests.Name)]
public sealed class BodyBudgetTests : IAsyncLifetime
{
    private const int Long = 34 << 20;

    private World _world = null!;
    private TestTenant _tenant = null!;
    private string _path = "";

    public async ValueTask InitializeAsync()
    {
        _world = await World.StartAsync(builder =>
        {
            builder.Configuration["Limits:BodyBytesPerTenant"] = $"{384 << 20}";
            builder.Configuration["Limits:BodyBytesPerNode"] = $"{400 << 20}";
        });
        _tenant = await _world.ATenantAsync();
        _path = $"v1/grants/{await _tenant.ConnectAsync(await _world.Google.APersonAsync(), [AMailbox.Full])}/";
    }

    public async ValueTask DisposeAsync()
    {
        _tenant.Dispose();
        await _world.DisposeAsync();
    }

    [Theory]
    [InlineData("messages/send/raw", "message/rfc822", Long, 11)]
    [InlineData("messages/send", "multipart/form-data; boundary=b", Long, 11)]
    [InlineData("drafts", "application/json", 8 << 20, 12)]
    [InlineData("google/batch/gmail/v1", "multipart/mixed; boundary=b", 30 << 20, 3)]
    public async Task S2_bodies_beyond_the_budget_are_rate_limited_before_they_are_read(string route, string type, int length, int fit)
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 2 * fit).Select(_ => BeginAsync(_path + route, type, length)));

        var refused = answers.Where(answer => answer is { Status: 429 }).ToList();
        refused.Count.Should().BeInRange(fit, (2 * fit) - 1);
        refused.Should().OnlyContain(answer => answer!.Header("Retry-After") == "5" && answer.Body.Contains("rate_limited", StringComparison.Ordinal));
        await _tenant.PostAsync(_path + "messages/send", new { to = new[] { "nobody@example.com" } });
    }

    [Fact]
    public void S2_every_mail_route_that_takes_a_body_looks_at_the_grant_first()
    {
        var routes = _world.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<ITagsMetadata>()?.Tags.Contains("Mailbox") is true && route.Metadata.GetMetadata<IAcceptsMetadata>() is not null)
            .ToList();

        routes.Should().HaveCountGreaterThanOrEqualTo(10);
        routes.Where(route => route.Metadata.All(item => item.GetType().GetInterface("IChecksBeforeBody") is null)).Select(route => route.DisplayName).Should().BeEmpty();
    }

    /// <summary>Announces a body and sends none of it: one that is let in times out, and holds its room until then.</summary>
    private async Task<RawAnswer?> BeginAsync(string path, string type, int length)
    {
        using var connection = await RawConnection.OpenAsync(_world.PlatformUrl);
        await connection.SendAsync(
            $"POST /{path} HTTP/1.1\r\nHost: {_world.PlatformUrl.Authority}\r\nAuthorization: Bearer {_tenant.ApiKey}\r\nContent-Type: {type}\r\nContent-Length: {length}\r\n\r\n");
        return await connection.ReadAnswerAsync();
    }
}
