using System.Net.Http.Headers;
using System.Text;
using GmailPlatform.Testing;

namespace GmailPlatform.EndToEnd.Tests.Gateway.Support;

/// <summary>A platform whose Gmail is a <see cref="BatchGmail"/>.</summary>
public sealed class GatewayWorld : IAsyncLifetime
{
    internal BatchGmail Gmail { get; private set; } = null!;

    public World World { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Gmail = await BatchGmail.StartAsync();
        World = await World.StartAsync(builder => builder.Configuration["Google:Endpoints:GmailRoot"] = Gmail.Url.AbsoluteUri);
    }

    public async ValueTask DisposeAsync()
    {
        await World.DisposeAsync();
        await Gmail.DisposeAsync();
    }
}

/// <summary>A connected person and the gateway's root for them.</summary>
internal sealed record GatewayMailbox(TestTenant Tenant, string Person, string Root) : IDisposable
{
    public static async Task<GatewayMailbox> OfAsync(World world, params string[] permissions)
    {
        var tenant = await world.ATenantAsync(permissions);
        var person = await world.Google.APersonAsync(messages: 1);
        return new GatewayMailbox(tenant, person, $"v1/grants/{await tenant.ConnectAsync(person, ["https://mail.google.com/"])}/google/");
    }

    public void Dispose() => Tenant.Dispose();

    public async Task<BatchAnswer> BatchAsync(string body, string boundary = "BB", string path = "batch/gmail/v1")
    {
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", $"multipart/mixed; boundary=\"{boundary}\"");
        using var response = await Tenant.Api.PostAsync(Root + path, content);
        return await BatchAnswer.ReadAsync(response);
    }

    /// <summary>A batch of calls as .NET's and Google's own libraries write them, with CRLF.</summary>
    public static string BatchOf(params string[] calls) =>
        string.Concat(calls.Select((call, index) => $"--BB\r\nContent-Type: application/http\r\nContent-ID: <item{index}>\r\n\r\n{call}\r\n")) + "--BB--\r\n";
}

/// <summary>What came back for a batch.</summary>
internal sealed record BatchAnswer(int Status, HttpResponseHeaders Headers, string Text, IReadOnlyList<InnerAnswer> Parts)
{
    public IEnumerable<int> Statuses => Parts.Select(part => part.Status);

    public static async Task<BatchAnswer> ReadAsync(HttpResponseMessage response)
    {
        var bytes = await response.Content.ReadAsByteArrayAsync();
        var type = response.Content.Headers.ContentType!;
        var parts = type.MediaType is "multipart/mixed" ? LineReaders.Read(type.ToString(), bytes, "\r\n").Select(InnerAnswer.Of).ToList() : [];
        return new BatchAnswer((int)response.StatusCode, response.Headers, Encoding.UTF8.GetString(bytes), parts);
    }
}

/// <summary>The answer to one call of a batch.</summary>
internal sealed record InnerAnswer(int Status, string? ContentId, string Head, string Body)
{
    public static InnerAnswer Of(InnerCall part) => new(int.Parse(part.Target, System.Globalization.CultureInfo.InvariantCulture), part.ContentId, part.Head, part.Body);
}
