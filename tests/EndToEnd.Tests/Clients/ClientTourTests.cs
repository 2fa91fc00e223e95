using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Clients;

/// <summary>
/// Google's client libraries for Python, Go and Ruby and the mail program lieer, as Debian ships them: the same tour at the sandbox, through the
/// gateway, and at the root of the platform with a key that is bound to the grant.
/// </summary>
public sealed class ClientTourTests(SharedWorld shared)
{
    private readonly World _world = shared.World;

    private Uri Discovery => new(_world.Settings.SandboxUrl, "$discovery/rest?version=v1");

    [Fact]
    public Task G6_The_client_for_Python_sees_the_same_everywhere() => CompareAsync(
        throughTheGateway: true, (root, token, _) => ClientTours.RunAsync("/usr/bin/python3", "tour.py", root, token, Discovery.AbsoluteUri), Python);

    [Fact]
    public Task G6_The_client_for_Ruby_sees_the_same_everywhere() => CompareAsync(
        throughTheGateway: true, (root, token, _) => ClientTours.RunAsync("/usr/bin/ruby", "tour.rb", root, token), Ruby);

    /// <summary>Given a path in its root URL, it drops it for media uploads: for it there are the paths at the root.</summary>
    [Fact]
    public async Task G6_The_client_for_Go_sees_the_same_at_the_root()
    {
        var folder = Directory.CreateTempSubdirectory("go-tour");
        try
        {
            var program = Path.Combine(folder.FullName, "tour");
            await ClientTours.RunAsync("go", "build", "-o", program, "tour.go");
            await CompareAsync(throughTheGateway: false, (root, token, _) => ClientTours.RunAsync(program, root, token), Go);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task G6_Lieer_pulls_a_mailbox_and_pushes_tags()
    {
        var folder = Directory.CreateTempSubdirectory("lieer");
        try
        {
            var number = 0;
            await CompareAsync(
                throughTheGateway: true,
                (root, token, person) => ClientTours.RunAsync(
                    "/usr/bin/python3", "lieer.py", Path.Combine(folder.FullName, $"{Interlocked.Increment(ref number)}"), root, token, Discovery.AbsoluteUri, person),
                tour =>
                {
                    tour.GetProperty("pulled").GetArrayLength().Should().Be(20);
                    tour.GetProperty("again").GetArrayLength().Should().Be(20);
                    tour.GetProperty("pushed").GetInt32().Should().Be(15);
                });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task CompareAsync(bool throughTheGateway, Func<string, string, string, Task<string>> tour, Action<JsonElement> expect)
    {
        using var tenant = await _world.ATenantAsync();
        var newest = _world.Clock.GetUtcNow();
        var tours = new List<Task<string>> { AtTheSandboxAsync(), AtTheRootAsync() };
        if (throughTheGateway)
        {
            tours.Add(BelowTheGrantAsync());
        }

        var seen = await Task.WhenAll(tours);

        expect(JsonDocument.Parse(seen[0]).RootElement);
        seen.Should().AllBe(seen[0]);

        async Task<string> AtTheSandboxAsync()
        {
            var (person, grant) = await ClientTours.AMailboxAsync(_world, tenant, newest);
            var token = (await tenant.GetAsync($"v1/grants/{grant}/access-token")).Text("accessToken")!;
            return ClientTours.Comparable(await tour(_world.Settings.SandboxUrl.AbsoluteUri, token, person), person);
        }

        async Task<string> AtTheRootAsync()
        {
            var (person, grant) = await ClientTours.AMailboxAsync(_world, tenant, newest);
            var key = (await tenant.PostAsync($"v1/grants/{grant}/keys", new { name = "A tour" }, 201)).Text("key")!;
            return ClientTours.Comparable(await tour(_world.PlatformUrl.AbsoluteUri, key, person), person);
        }

        async Task<string> BelowTheGrantAsync()
        {
            var (person, grant) = await ClientTours.AMailboxAsync(_world, tenant, newest);
            return ClientTours.Comparable(await tour(new Uri(_world.PlatformUrl, $"v1/grants/{grant}/google/").AbsoluteUri, tenant.ApiKey, person), person);
        }
    }

    private static void Python(JsonElement tour)
    {
        ShouldHaveWorked(tour);
        tour.GetProperty("list").GetArrayLength().Should().Be(20);
        tour.GetProperty("batch").GetArrayLength().Should().Be(6);
        tour.GetProperty("batch")[5].GetInt32().Should().Be(404);
        tour.Text("attachment").Should().Be("AAECAwQF");
        tour.Texts("upload resumable").Should().Contain("SENT");
    }

    private static void Ruby(JsonElement tour)
    {
        ShouldHaveWorked(tour);
        tour.GetProperty("list").GetArrayLength().Should().Be(20);
        tour.GetProperty("batch").GetArrayLength().Should().Be(6);
        tour.GetProperty("batch")[5].GetInt32().Should().Be(404);
        tour.Texts("upload resumable").Should().Contain("SENT");
    }

    private static void Go(JsonElement tour)
    {
        ShouldHaveWorked(tour);
        tour.GetProperty("list").GetArrayLength().Should().Be(20);
        tour.Texts("batch").Should().Equal("HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found");
        tour.Text("attachment").Should().Be("AAECAwQF");
        tour.Texts("upload resumable").Should().Contain("SENT");
    }

    /// <summary>Two steps are there for their errors.</summary>
    private static void ShouldHaveWorked(JsonElement tour)
    {
        var failed = tour.EnumerateObject().Where(step => step.Value.ValueKind is JsonValueKind.Object && (step.Value.TryGetProperty("status", out _) || step.Value.TryGetProperty("broken", out _)));

        failed.Select(step => step.Name).Should().BeEquivalentTo(["missing", "delegates"], tour.ToString());
        tour.GetProperty("missing").Text("reason").Should().Be("notFound");
        tour.GetProperty("delegates").Text("reason").Should().Be("forbidden");
    }
}
