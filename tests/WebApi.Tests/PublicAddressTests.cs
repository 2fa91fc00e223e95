using GmailPlatform.WebApi.Hosting;
using Microsoft.AspNetCore.Http;

namespace GmailPlatform.WebApi.Tests;

public sealed class PublicAddressTests
{
    private readonly PublicAddress _address = new("https://mail.acme.example/oauth/google/callback");

    [Theory]
    [InlineData("mail.acme.example", "https://mail.acme.example")]
    [InlineData("MAIL.acme.example", "https://mail.acme.example")]
    [InlineData("node-2.internal:8080", "http://node-2.internal:8080")]
    [InlineData("mail.acme.example:8080", "http://mail.acme.example:8080")]
    public void A_client_is_led_back_to_where_it_came_from(string host, string expected)
    {
        // A proxy ended TLS.
        var request = new DefaultHttpContext { Request = { Scheme = "http", Host = new HostString(host) } }.Request;

        _address.AsNamedBy(request).Should().Be(expected);
    }
}
