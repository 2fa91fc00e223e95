using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.OAuth.Clients;
using GmailPlatform.GoogleSandbox.OAuth.Tokens;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>OAuth clients, as one would manage them in the Cloud console.</summary>
internal static class ClientControl
{
    public static void MapClientControl(this IEndpointRouteBuilder sandbox)
    {
        sandbox.MapPost("/clients", Create);
        sandbox.MapPatch("/clients/{clientId}", Change);
        sandbox.MapPost("/clients/{clientId}/secrets", AddSecret);
        sandbox.MapPost("/clients/{clientId}/secrets/remove", RemoveSecret);
        sandbox.MapGet("/clients/{clientId}/client_secret.json", Download);
        sandbox.MapPost("/keys/rotate", (SigningKeys keys) => ControlAnswers.Ok(new { kid = keys.Rotate() }));
        sandbox.MapPost("/keys/sign", (JsonObject claims, IdTokens idTokens) => ControlAnswers.Ok(new { token = idTokens.Sign(claims) }));
    }

    private static IResult Create(NewClient body, ClientRegistry clients)
    {
        if (string.IsNullOrEmpty(body.ClientId) || string.IsNullOrEmpty(body.ClientSecret))
        {
            return ControlAnswers.Invalid("invalid_client", "clientId and clientSecret are required");
        }

        var client = new OAuthClient
        {
            ClientId = body.ClientId,
            ClientSecret = body.ClientSecret,
            ProjectId = body.ProjectId ?? body.ClientId.Split('.')[0],
            RedirectUris = body.RedirectUris ?? [],
            JavaScriptOrigins = body.JavascriptOrigins ?? [],
            Testing = body.Testing ?? false,
        };
        return clients.TryAdd(client) ? ControlAnswers.Created(View(client)) : ControlAnswers.Conflict("The client id is taken.");
    }

    private static IResult Change(string clientId, ClientChange body, ClientRegistry clients)
    {
        if (body.AccessTokenLifetimeSeconds is <= 0 or > 86_400)
        {
            return ControlAnswers.Invalid("invalid_lifetime", "accessTokenLifetimeSeconds must be between 1 and 86400");
        }

        var changed = clients.Change(clientId, client => client with
        {
            ClientSecret = body.ClientSecret ?? client.ClientSecret,
            OlderSecret = body.ClientSecret is null ? client.OlderSecret : null,
            RedirectUris = body.RedirectUris ?? client.RedirectUris,
            Testing = body.Testing ?? client.Testing,
            Disabled = body.Disabled ?? client.Disabled,
            OmitIss = body.OmitIss ?? client.OmitIss,
            AccessTokenLifetimeSeconds = body.AccessTokenLifetimeSeconds ?? client.AccessTokenLifetimeSeconds,
        });
        return changed is null ? ControlAnswers.Unknown("such client") : ControlAnswers.Ok(View(changed));
    }

    private static IResult AddSecret(string clientId, ClientSecretBody body, ClientRegistry clients) =>
        ChangeSecrets(clientId, body, clients, client => client.WithSecret(body.ClientSecret), "The client has two secrets already.");

    private static IResult RemoveSecret(string clientId, ClientSecretBody body, ClientRegistry clients) =>
        ChangeSecrets(clientId, body, clients, client => client.WithoutSecret(body.ClientSecret), "The client does not have this secret beside another one.");

    private static IResult ChangeSecrets(string clientId, ClientSecretBody body, ClientRegistry clients, Func<OAuthClient, OAuthClient?> change, string conflict)
    {
        if (string.IsNullOrEmpty(body.ClientSecret))
        {
            return ControlAnswers.Invalid("invalid_client", "clientSecret is required");
        }

        var refused = false;
        var changed = clients.Change(clientId, client =>
        {
            var after = change(client);
            refused = after is null;
            return after ?? client;
        });
        return changed is null ? ControlAnswers.Unknown("such client") : refused ? ControlAnswers.Conflict(conflict) : ControlAnswers.Ok(View(changed));
    }

    private static IResult Download(string clientId, HttpRequest http, ClientRegistry clients, BaseUrl baseUrl)
    {
        if (clients.Find(clientId) is not { } client)
        {
            return ControlAnswers.Unknown("such client");
        }

        var root = baseUrl.Of(http);
        var web = new JsonObject
        {
            ["client_id"] = client.ClientId,
            ["project_id"] = client.ProjectId,
            ["auth_uri"] = $"{root}/o/oauth2/auth",
            ["token_uri"] = $"{root}/token",
            ["auth_provider_x509_cert_url"] = $"{root}/oauth2/v1/certs",
            ["client_secret"] = client.ClientSecret,
        };
        AddUnlessEmpty(web, "redirect_uris", client.RedirectUris);
        AddUnlessEmpty(web, "javascript_origins", client.JavaScriptOrigins);
        return JsonAnswer.NotStored(new JsonObject { ["web"] = web });
    }

    // Google leaves an empty list out of the file.
    private static void AddUnlessEmpty(JsonObject web, string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            web[name] = new JsonArray([.. values.Select(value => (JsonNode)JsonValue.Create(value))]);
        }
    }

    private static object View(OAuthClient client) => new
    {
        client.ClientId,
        client.ProjectId,
        client.RedirectUris,
        JavascriptOrigins = client.JavaScriptOrigins,
        client.Testing,
        client.Disabled,
        client.OmitIss,
        client.AccessTokenLifetimeSeconds,
    };

    private sealed record NewClient(
        string ClientId,
        string ClientSecret,
        IReadOnlyList<string>? RedirectUris,
        IReadOnlyList<string>? JavascriptOrigins,
        bool? Testing,
        string? ProjectId);

    private sealed record ClientSecretBody(string ClientSecret);

    private sealed record ClientChange(
        string? ClientSecret,
        IReadOnlyList<string>? RedirectUris,
        bool? Testing,
        bool? Disabled,
        bool? OmitIss,
        int? AccessTokenLifetimeSeconds);
}
