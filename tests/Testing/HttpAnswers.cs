using System.Text.Json;

namespace GmailPlatform.Testing;

/// <summary>Reads answers, and says in full what came where another was expected.</summary>
public static class HttpAnswers
{
    /// <summary>The JSON body; an undefined element where there is none.</summary>
    public static async Task<JsonElement> ReadAsync(this HttpResponseMessage response, int expectedStatus)
    {
        var body = await response.Content.ReadAsStringAsync();
        return (int)response.StatusCode == expectedStatus
            ? body.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(body)
            : throw new InvalidOperationException(
                $"{response.RequestMessage!.Method} {response.RequestMessage.RequestUri!.AbsolutePath} answered {(int)response.StatusCode}, not {expectedStatus}: {body}");
    }

    public static string? Text(this JsonElement json, string property) => json.TryGetProperty(property, out var value) ? value.GetString() : null;

    public static IReadOnlyList<string> Texts(this JsonElement json, string property) =>
        [.. json.GetProperty(property).EnumerateArray().Select(item => item.GetString()!)];
}
