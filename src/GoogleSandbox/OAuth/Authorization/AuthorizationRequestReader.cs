using System.Diagnostics.CodeAnalysis;
using GmailPlatform.GoogleSandbox.OAuth.Clients;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace GmailPlatform.GoogleSandbox.OAuth.Authorization;

/// <summary>Reads and checks the query of the authorization endpoint, in Google's order and words.</summary>
internal sealed class AuthorizationRequestReader(ClientRegistry clients)
{
    private static readonly string[] KnownPrompts = ["none", "consent", "select_account"];

    public bool TryRead(
        string query,
        [NotNullWhen(true)] out AuthorizationRequest? request,
        [NotNullWhen(false)] out AuthorizationError? error)
    {
        var parameters = QueryHelpers.ParseQuery(query);
        RedirectTarget? target = null;
        request = null;
        OAuthClient? client = null;
        error = CheckSingleValues(parameters) ?? CheckClient(Value(parameters, "client_id"), out client);
        error ??= RedirectTarget.Check(client!, Value(parameters, "redirect_uri"), Value(parameters, "origin"), out target)
            ?? CheckParameters(parameters);
        if (error is not null)
        {
            return false;
        }

        request = Build(parameters, client!, target!, query);
        return true;
    }

    private static AuthorizationError? CheckParameters(Dictionary<string, StringValues> parameters) =>
        CheckResponseType(Value(parameters, "response_type"))
        ?? CheckScopes(Value(parameters, "scope"))
        ?? CheckPrompt(Value(parameters, "prompt"), Value(parameters, "approval_prompt"))
        ?? CheckChallenge(Value(parameters, "code_challenge"), Value(parameters, "code_challenge_method"));

    private static AuthorizationRequest Build(
        Dictionary<string, StringValues> parameters, OAuthClient client, RedirectTarget target, string query)
    {
        var prompts = Scopes.Split(Value(parameters, "prompt"));
        return new AuthorizationRequest
        {
            Client = client,
            RedirectUri = target.Uri,
            PopupOrigin = target.PopupOrigin,
            Scopes = Scopes.Split(Value(parameters, "scope")).Select(Scopes.Canonical).ToHashSet(StringComparer.Ordinal),
            State = Value(parameters, "state"),
            Nonce = Value(parameters, "nonce"),
            LoginHint = Value(parameters, "login_hint"),
            HostedDomain = Value(parameters, "hd"),
            Offline = Value(parameters, "access_type") == "offline",
            IncludeGrantedScopes = Value(parameters, "include_granted_scopes") == "true",
            PromptNone = prompts.Contains("none"),
            PromptConsent = prompts.Contains("consent") || Value(parameters, "approval_prompt") == "force",
            PromptSelectAccount = prompts.Contains("select_account"),
            CodeChallenge = Value(parameters, "code_challenge"),
            ChallengeIsS256 = Value(parameters, "code_challenge_method") == "S256",
            Query = query,
        };
    }

    private AuthorizationError? CheckClient(string? clientId, out OAuthClient? client)
    {
        client = clients.Find(clientId ?? "");
        if (clientId is null)
        {
            return AuthorizationError.MissingParameter("client_id");
        }

        return client switch
        {
            null => new AuthorizationError(401, "invalid_client", "The OAuth client was not found."),
            { Disabled: true } => new AuthorizationError(401, "disabled_client", "The OAuth client was disabled."),
            _ => null,
        };
    }

    private static AuthorizationError? CheckSingleValues(Dictionary<string, StringValues> parameters) =>
        parameters.FirstOrDefault(parameter => parameter.Value.Count > 1).Key is { } repeated
            ? AuthorizationError.InvalidRequest($"OAuth 2 parameters can only have a single value: {repeated}")
            : null;

    private static AuthorizationError? CheckResponseType(string? responseType) => responseType switch
    {
        null => AuthorizationError.InvalidRequest("Required parameter is missing: response_type"),
        "code" => null,
        _ => AuthorizationError.InvalidRequest($"Invalid response_type: {responseType}"),
    };

    private static AuthorizationError? CheckScopes(string? list)
    {
        var scopes = Scopes.Split(list);
        if (scopes.Length == 0)
        {
            return AuthorizationError.MissingParameter("scope");
        }

        var unknown = scopes.Where(scope => !Scopes.IsKnown(scope)).ToList();
        return unknown.Count == 0
            ? null
            : new AuthorizationError(400, "invalid_scope", Scopes.InvalidMessage([.. scopes.Where(Scopes.IsKnown)], unknown));
    }

    private static AuthorizationError? CheckPrompt(string? prompt, string? approvalPrompt)
    {
        if (prompt is not null && approvalPrompt is not null)
        {
            return AuthorizationError.InvalidRequest("Conflict params: approval_prompt and prompt");
        }

        var prompts = Scopes.Split(prompt);
        if (prompts.FirstOrDefault(value => !KnownPrompts.Contains(value)) is { } unknown)
        {
            return AuthorizationError.InvalidRequest($"Invalid prompt: {unknown}");
        }

        return prompts.Length > 1 && prompts.Contains("none")
            ? AuthorizationError.InvalidRequest("Invalid prompt: none cannot be combined with other values")
            : null;
    }

    private static AuthorizationError? CheckChallenge(string? challenge, string? method) => (challenge, method) switch
    {
        (_, not (null or "plain" or "S256")) => AuthorizationError.InvalidRequest($"Invalid code_challenge_method: {method}"),
        (null, not null) => AuthorizationError.MissingParameter("code_challenge"),
        ({ Length: < 43 or > 128 }, _) => AuthorizationError.InvalidRequest("Invalid code_challenge"),
        _ => null,
    };

    private static string? Value(Dictionary<string, StringValues> parameters, string name) =>
        parameters.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } value ? value : null;
}
