using System.Text.Json;

namespace GmailPlatform.Chaos.Tests;

/// <summary>What an answer may be while things break: which failures pass, and which need a reason that the test knows.</summary>
internal sealed class AnswerRules(Violations violations, Troubles troubles, TimeProvider clock)
{
    private const string GoogleError = "google_error";

    // A call that Gmail refused had its trouble before its answer: such a call lasts so long at most.
    private static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(60);

    /// <summary>Nothing was decided and nothing is wrong with the caller, the grant or the server's set-up.</summary>
    private static readonly HashSet<string> Passing = new(
        ["google_unavailable", "google_rate_limited", "rate_limited", "database_unavailable", "send_in_progress", "checkpoint_pending"], StringComparer.Ordinal);

    /// <summary>Say that a person must consent, or that the grant has ended.</summary>
    private static readonly HashSet<string> AskForConsent = new(["reauthorization_required", "grant_revoked", "grant_erased"], StringComparer.Ordinal);

    /// <summary>Say that a consent did not lead to a grant; <see cref="ConsentFlow"/> knows whether they may.</summary>
    private static readonly HashSet<string> OfConsents = new(["code_exchange_failed", "no_refresh_token", "no_user_id"], StringComparer.Ordinal);

    public void Check(ApiCall call, Answer answer, Person person)
    {
        if (answer.Status == 0 || answer.IsSuccess || Passing.Contains(answer.Code) || OfConsents.Contains(answer.Code))
        {
            return;
        }

        if (AskForConsent.Contains(answer.Code))
        {
            CheckReason(call, answer, person);
        }
        else if (answer.Code != GoogleError || !IsGooglesOwn(call))
        {
            violations.Add(Invariant.ErrorsAreNamed, $"{Describe(call, answer)}: {Shorten(answer.Text)}", person.GrantId);
        }
    }

    /// <summary>The stable code of a problem, of one in the form of Google's errors too; of a success the empty text.</summary>
    public static string CodeOf(HttpResponseMessage response, string text)
    {
        if ((int)response.StatusCode < 400)
        {
            return "";
        }

        try
        {
            var json = JsonSerializer.Deserialize<JsonElement>(text);
            return json.TryGetProperty("code", out var code) && code.ValueKind is JsonValueKind.String ? code.GetString()!
                : json.TryGetProperty("error", out var error) ? OfGoogle(error)
                : "no code";
        }
        catch (JsonException)
        {
            return response.RequestMessage!.RequestUri!.AbsolutePath.Contains("/google/", StringComparison.Ordinal) ? GoogleError : "no JSON";
        }
    }

    private static string OfGoogle(JsonElement error) =>
        error.ValueKind is JsonValueKind.Object && error.TryGetProperty("details", out var details)
        && details.EnumerateArray().FirstOrDefault(detail => detail.TryGetProperty("metadata", out _)) is { ValueKind: JsonValueKind.Object } info
        && info.GetProperty("metadata").TryGetProperty("code", out var code)
            ? code.GetString()!
            : GoogleError;

    private void CheckReason(ApiCall call, Answer answer, Person person)
    {
        if (person.ReasonToConsent is null)
        {
            violations.Add(
                Invariant.ConsentIsAskedForWithReason, $"{Describe(call, answer)}, and there is no reason: {Shorten(answer.Text)}", person.GrantId);
            return;
        }

        person.IsAskedToConsent = true;
        if (answer.Code is not "grant_erased" && !answer.Text.Contains("authorizationUrl", StringComparison.Ordinal))
        {
            violations.Add(Invariant.ConsentIsAskedForWithReason, $"{Describe(call, answer)} does not say where: {Shorten(answer.Text)}", person.GrantId);
        }
    }

    /// <summary>The gateway hands on what Google itself answers; it answers errors only when told to.</summary>
    private bool IsGooglesOwn(ApiCall call) => call.IsGateway && troubles.Since(clock.GetUtcNow() - LongestCall);

    private static string Describe(ApiCall call, Answer answer) =>
        $"{answer.Node} answered {answer.Status} {answer.Code} to {call.Method} {call.Path} (attempt {answer.Attempt})";

    private static string Shorten(string text) => text.Length <= 600 ? text : text[..600];
}
