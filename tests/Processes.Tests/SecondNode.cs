using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using GmailPlatform.Testing;

namespace GmailPlatform.Processes.Tests;

/// <summary>Another platform process over the same database, at an address of its own.</summary>
internal sealed class SecondNode : IAsyncDisposable
{
    private readonly PlatformProcess _process;
    private readonly HttpClient _http;

    private SecondNode(PlatformProcess process, Uri url)
    {
        _process = process;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { BaseAddress = url };
    }

    public static async Task<SecondNode> StartAsync(ProcessWorld world)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}/");
        var process = await PlatformProcess.StartAsync(url, world.Settings.ForPlatform());
        await process.WaitReadyAsync();
        return new SecondNode(process, url);
    }

    public Task<JsonElement> GetAsync(TestTenant tenant, string path) => SendAsync(tenant, HttpMethod.Get, path);

    public Task<JsonElement> PostAsync(TestTenant tenant, string path) => SendAsync(tenant, HttpMethod.Post, path);

    public Task<int> KillAsync() => _process.KillAsync();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _http.Dispose();
    }

    private async Task<JsonElement> SendAsync(TestTenant tenant, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tenant.ApiKey);
        using var response = await _http.SendAsync(request);
        return await response.ReadAsync(200);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
