using GmailPlatform.Testing;

namespace GmailPlatform.WebApi.Tests;

/// <summary>One id leads from an answer to the log and to the history.</summary>
public sealed class TraceIdTests(SharedWorld shared)
{
    [Fact]
    public async Task A_callers_own_trace_goes_on()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/nothing");
        request.Headers.Add("traceparent", $"00-{trace}-b7ad6b7169203331-01");
        using var response = await shared.Anyone.SendAsync(request);

        response.Headers.GetValues("Trace-Id").Should().Equal(trace);
    }

    [Fact]
    public async Task The_history_keeps_the_trace_id_of_the_request_that_caused_an_event()
    {
        var grant = await shared.Tenant.ConnectAsync(await shared.World.Google.APersonAsync());

        using var response = await shared.Tenant.Api.PostAsync($"v1/grants/{grant}/refresh", content: null);

        var refreshed = await shared.Tenant.EventAsync(grant, "access_token_refreshed");
        refreshed.Text("correlationId").Should().Be(response.Headers.GetValues("Trace-Id").Single());
        refreshed.Text("actor").Should().Be($"key:{shared.Tenant.KeyId}");
    }
}
