using System.Net;
using System.Net.Http.Headers;
using GmailPlatform.Application;
using GmailPlatform.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>Two nodes over one database. The second listens for changes, and does everything else, by ways of its own.</summary>
public sealed class TwoNodes : IAsyncLifetime
{
    /// <summary>What a change may take, and what the answer that shows it takes on a busy machine.</summary>
    public static readonly TimeSpan Bound = ChangeFeed.Bound + TimeSpan.FromMilliseconds(100);

    private readonly List<HttpClient> _clients = [];

    public World World { get; private set; } = null!;

    public WebApplication Second { get; private set; } = null!;

    /// <summary>The way of the second node's listener.</summary>
    public DatabaseLink News { get; private set; } = null!;

    /// <summary>The way of all else that the second node asks the database.</summary>
    public DatabaseLink Database { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        World = await World.StartAsync();
        (News, Database) = (new DatabaseLink(World.Settings.Postgres), new DatabaseLink(World.Settings.Postgres));
        Second = await World.StartNodeAsync(builder =>
        {
            builder.Configuration["ConnectionStrings:Postgres"] = Database.ConnectionString;
            builder.Configuration["ConnectionStrings:PostgresDirect"] = News.ConnectionString;
        });
        await HearsAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await World.DisposeAsync();
        await News.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>A tenant's calls to the second node.</summary>
    public HttpClient SecondOf(TestTenant tenant)
    {
        var client = new HttpClient { BaseAddress = new Uri(Second.Urls.Single()) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tenant.ApiKey);
        _clients.Add(client);
        return client;
    }

    /// <summary>Waits until the second node hears of changes.</summary>
    public Task HearsAsync() =>
        Eventually.HoldsAsync("the second node hears of changes", () => Task.FromResult(Second.Services.GetRequiredService<ChangeFeed>().IsCurrent));
}

internal static class VendingClients
{
    public static async Task<string?> TokenAsync(this HttpClient node, string grantId)
    {
        using var response = await node.GetAsync($"v1/grants/{grantId}/access-token");
        return (await response.ReadAsync(200)).Text("accessToken");
    }

    /// <summary>Asks for the token again and again; the answer's status is the same from the bound on.</summary>
    public static async Task ShouldBeRefusedWithinTheBoundAsync(this HttpClient node, string grantId, HttpStatusCode status)
    {
        var started = TimeProvider.System.GetTimestamp();
        var last = HttpStatusCode.OK;
        while (TimeProvider.System.GetElapsedTime(started) < 2 * TwoNodes.Bound)
        {
            var asked = TimeProvider.System.GetElapsedTime(started);
            using var response = await node.GetAsync($"v1/grants/{grantId}/access-token");
            last = response.StatusCode;
            (last == HttpStatusCode.OK && asked > TwoNodes.Bound).Should().BeFalse("a call after {0} was served", asked);
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        last.Should().Be(status);
    }
}
