using System.Net;
using GmailPlatform.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace GmailPlatform.EndToEnd.Tests;

/// <summary>What the revocation request looks like on the wire (RFC 7009).</summary>
public sealed class RevocationRequestTests
{
    [Fact]
    public async Task The_token_travels_in_the_form_body_and_never_in_the_url()
    {
        var seen = new List<(string Query, string? ContentType, string Token)>();
        await using var google = Listen(async http =>
        {
            var form = await http.Request.ReadFormAsync();
            seen.Add((http.Request.QueryString.Value ?? "", http.Request.ContentType, form["token"].ToString()));
            await http.Response.WriteAsJsonAsync(new { });
        });
        await google.StartAsync();
        await using var world = await World.StartAsync(builder => builder.Configuration["Google:Endpoints:Revocation"] = $"{google.Urls.Single()}/revoke");
        using var tenant = await world.ATenantAsync();
        var grantId = await tenant.ConnectAsync(await world.Google.APersonAsync());

        await tenant.DeleteAsync($"v1/grants/{grantId}");

        var (query, contentType, token) = seen.Should().ContainSingle().Subject;
        query.Should().BeEmpty();
        contentType.Should().Be("application/x-www-form-urlencoded");
        token.Should().StartWith("1//", "revoking the refresh token ends every access token with it");
    }

    private static WebApplication Listen(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapPost("/revoke", answer);
        return app;
    }
}
