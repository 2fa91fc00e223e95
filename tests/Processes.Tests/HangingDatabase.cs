using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests;

/// <summary>What a caller got.</summary>
internal sealed record Reply(int Status, string Text, bool HasRetryAfter);

/// <summary>A platform over a PostgreSQL that a test can make hang.</summary>
public sealed class HangingDatabase : IAsyncLifetime
{
    /// <summary>Twice the deadline: whoever waits longer was not answered.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Patience };

    public StoppablePostgres Postgres { get; private set; } = null!;

    public ProcessWorld World { get; private set; } = null!;

    public PlatformProcess Platform { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Postgres = await StoppablePostgres.StartAsync();
        World = await ProcessWorld.StartAsync(await Postgres.CreateDatabaseAsync());
        Platform = await World.StartPlatformAsync(("Jobs:Recurring", "true"));
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        Postgres.Resume();
        await World.DisposeAsync();
        await Postgres.DisposeAsync();
    }

    /// <summary>A call with a tenant's key.</summary>
    internal Task<Reply> SendAsync(TestTenant tenant, HttpMethod method, string path, HttpContent? body = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Authorization = tenant.Api.DefaultRequestHeaders.Authorization;
        return SendAsync(request);
    }

    internal Task<Reply> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>A page, as a browser asks for it.</summary>
    internal static async Task<Reply> GetAsync(ConsoleVisitor visitor, string path)
    {
        using var response = await visitor.GetAsync(path).WaitAsync(Patience);
        return await ReadAsync(response);
    }

    /// <summary>SIGSTOP to the server processes of all connections that the platform has open now.</summary>
    internal async Task<IReadOnlyList<int>> HangConnectionsAsync()
    {
        var connections = (await World.Settings.ReadAsync(
            "select pid from pg_stat_activity where datname = current_database() and application_name <> 'gmailplatform changes' and pid <> pg_backend_pid()")).Select(int.Parse).ToList();
        connections.ForEach(StoppablePostgres.Hang);
        return connections;
    }

    private async Task<Reply> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            request.RequestUri = new Uri(World.Settings.PlatformUrl, request.RequestUri!);
            try
            {
                using var response = await _http.SendAsync(request);
                return await ReadAsync(response);
            }
            catch (TaskCanceledException)
            {
                return new Reply(0, $"No answer to {request.Method} {request.RequestUri.AbsolutePath}", HasRetryAfter: false);
            }
        }
    }

    private static async Task<Reply> ReadAsync(HttpResponseMessage response) =>
        new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.RetryAfter is not null);
}
