using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using GmailPlatform.Application.Grants;
using GmailPlatform.Domain;
using GmailPlatform.Domain.Grants;
using Google.Apis.Auth.OAuth2;
using Microsoft.Extensions.Options;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>Google's RISC management API, called with a token that the service account signs itself.</summary>
internal sealed class GoogleEventStreamEndpoint(HttpClient http, IOptions<GoogleOptions> options) : IEventStreamEndpoint
{
    /// <summary>Of the API at Google, wherever it is called.</summary>
    private const string Audience = "https://risc.googleapis.com/google.identity.risc.v1beta.RiscManagementService";

    private const string PushDelivery = "https://schemas.openid.net/secevent/risc/delivery-method/push";
    private const string Enabled = "enabled";

    public async Task<Result<Done>> RegisterAsync(ServiceAccountKey account, string url, IReadOnlyList<string> events, CancellationToken ct)
    {
        var update = await SendAsync<JsonElement>(account, "stream:update", new StreamBody(new DeliveryBody(PushDelivery, url), events), ct);
        return update.Failure is { } refusal ? refusal : DoneOr(await SendAsync<JsonElement>(account, "stream/status:update", new StatusBody(Enabled), ct));
    }

    public async Task<Result<EventStream>> ReadAsync(ServiceAccountKey account, CancellationToken ct)
    {
        if (!(await SendAsync<StreamBody>(account, "stream", body: null, ct)).Succeeded(out var stream, out var failure)
            || !(await SendAsync<StatusBody>(account, "stream/status", body: null, ct)).Succeeded(out var status, out failure))
        {
            return failure;
        }

        return new EventStream(stream.Delivery.Url, stream.EventsRequested, status.Status == Enabled);
    }

    public async Task<Result<Done>> VerifyAsync(ServiceAccountKey account, string state, CancellationToken ct) =>
        DoneOr(await SendAsync<JsonElement>(account, "stream:verify", new StateBody(state), ct));

    private static Result<Done> DoneOr(Result<JsonElement> answer) => answer.Failure is { } failure ? failure : Done.Success;

    /// <summary>A POST, or without a body a GET.</summary>
    private async Task<Result<T>> SendAsync<T>(ServiceAccountKey account, string method, object? body, CancellationToken ct)
        where T : notnull
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, $"{options.Value.Endpoints.RiscManagement.TrimEnd('/')}/v1beta/{method}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await SignTokenAsync(account, ct));
        request.Content = body is null ? null : JsonContent.Create(body, body.GetType());
        try
        {
            using var response = await http.SendAsync(request, ct);
            return response.IsSuccessStatusCode
                ? await response.Content.ReadFromJsonAsync<T>(ct) ?? throw new JsonException("The answer is empty.")
                : await FailureOfAsync(response, ct);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            return GrantFailures.GoogleUnavailable with { Reason = e.GetType().Name };
        }
    }

    /// <summary>Signed for this API alone; no other endpoint is asked.</summary>
    private static async Task<string> SignTokenAsync(ServiceAccountKey account, CancellationToken ct)
    {
        var initializer = new ServiceAccountCredential.Initializer(account.Email) { KeyId = account.KeyId };
        var credential = new ServiceAccountCredential(initializer.FromPrivateKey(account.PrivateKey.Reveal()));
        return await credential.GetAccessTokenForRequestAsync(Audience, ct);
    }

    private static async Task<Failure> FailureOfAsync(HttpResponseMessage response, CancellationToken ct)
    {
        if (response.StatusCode is HttpStatusCode.NotFound)
        {
            return new Failure("not_found", FailureKind.NotFound, "The Google project has no stream of security events. Register one first.");
        }

        if (response.StatusCode >= HttpStatusCode.InternalServerError || response.StatusCode is HttpStatusCode.TooManyRequests)
        {
            return GrantFailures.GoogleUnavailable with { Reason = $"status {(int)response.StatusCode}" };
        }

        var answer = await response.Content.ReadFromJsonAsync<ErrorBody>(ct);
        return new Failure(
            "google_refused", FailureKind.OperatorNeeded, $"Google refuses with {(int)response.StatusCode}: {answer?.Error?.Message ?? "no reason given."}");
    }

    private sealed record StreamBody(
        [property: JsonPropertyName("delivery"), JsonRequired] DeliveryBody Delivery,
        [property: JsonPropertyName("events_requested"), JsonRequired] IReadOnlyList<string> EventsRequested);

    private sealed record DeliveryBody(
        [property: JsonPropertyName("delivery_method")] string DeliveryMethod, [property: JsonPropertyName("url"), JsonRequired] string Url);

    private sealed record StatusBody([property: JsonPropertyName("status"), JsonRequired] string Status);

    private sealed record StateBody([property: JsonPropertyName("state")] string State);

    private sealed record ErrorBody([property: JsonPropertyName("error")] ErrorDetail? Error);

    private sealed record ErrorDetail([property: JsonPropertyName("message")] string? Message);
}
