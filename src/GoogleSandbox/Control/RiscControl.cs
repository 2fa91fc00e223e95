using GmailPlatform.GoogleSandbox.OAuth.Clients;
using GmailPlatform.GoogleSandbox.People;
using GmailPlatform.GoogleSandbox.Risc;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Sends any security event, true or forged, and answers what the receiver said.</summary>
internal static class RiscControl
{
    public static void MapRiscControl(this IEndpointRouteBuilder sandbox)
    {
        sandbox.MapGet("/risc", (StreamBook streams, Delivery delivery) => ControlAnswers.Ok(new { streams = streams.All(), deliveries = delivery.Records }));
        sandbox.MapPost("/risc", SendAsync);
    }

    private static async Task<IResult> SendAsync(
        EventToSend body,
        HttpRequest http,
        PeopleDirectory people,
        ClientRegistry clients,
        StreamBook streams,
        SecurityEventTokens tokens,
        Delivery delivery,
        SandboxOptions options,
        BaseUrl baseUrl)
    {
        var person = people.Find(body.Email);
        if (body.Validate() is { } mistake)
        {
            return ControlAnswers.Invalid("invalid_event", mistake);
        }

        if (body.Email is not null && person is null)
        {
            return ControlAnswers.Unknown("such person");
        }

        if ((body.Url ?? streams.Find(options.ProjectId)?.Url) is not { } url)
        {
            return ControlAnswers.Invalid("no_receiver", $"Say a url: the project {options.ProjectId} has no stream.");
        }

        var issuer = Transmitter.IssuerOf(baseUrl.Issuer(http));
        var securityEvent = new SecurityEvent(
            body.Event, body.Audience ?? [.. clients.OfProject(options.ProjectId).Select(client => client.ClientId)], body.Issuer ?? issuer)
        {
            Subject = body.Token is { } token
                ? SecurityEvent.Token(token, body.TokenIdentifierAlg ?? TokenIdentifiers.Hash)
                : (person?.Sub ?? body.Sub) is { } sub ? SecurityEvent.Account(issuer, sub) : null,
            Reason = body.Reason,
            State = body.State,
            Jti = body.Jti,
            IssuedAt = body.IssuedAt,
        };
        var (jti, set) = body.SignedBy switch
        {
            "unknownKey" => tokens.Forge(securityEvent, asPublished: false),
            "wrongKey" => tokens.Forge(securityEvent, asPublished: true),
            _ => tokens.Sign(securityEvent),
        };
        var (status, answer) = await delivery.PushAsync(new OutgoingEvent(jti, body.Event, url, set), http.HttpContext.RequestAborted);
        return ControlAnswers.Ok(new { jti, set, status, body = answer });
    }

    private sealed record EventToSend(
        string Event,
        string? Email,
        string? Sub,
        string? Reason,
        string? State,
        string? Token,
        string? TokenIdentifierAlg,
        string? Url,
        IReadOnlyList<string>? Audience,
        string? Issuer,
        string? Jti,
        DateTimeOffset? IssuedAt,
        string? SignedBy)
    {
        public string? Validate()
        {
            if (string.IsNullOrEmpty(Event))
            {
                return "event is required";
            }

            if (TokenIdentifierAlg is not (null or TokenIdentifiers.Prefix or TokenIdentifiers.Hash))
            {
                return $"tokenIdentifierAlg must be '{TokenIdentifiers.Prefix}' or '{TokenIdentifiers.Hash}'";
            }

            if (SignedBy is not (null or "unknownKey" or "wrongKey"))
            {
                return "signedBy must be 'unknownKey' or 'wrongKey', or be left out";
            }

            return Url is null || (Uri.TryCreate(Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") ? null : "url must be an absolute URL";
        }
    }
}
