using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace GmailPlatform.GoogleSandbox.Tests.Support;

/// <summary>What came back: status, headers, and the body as text and as JSON.</summary>
public sealed record Reply(HttpStatusCode Status, HttpResponseHeaders Headers, string? ContentType, string Body)
{
    public JsonElement Json => JsonDocument.Parse(Body).RootElement;

    /// <summary>A text by its path of property names and array indexes.</summary>
    public string? Text(string path)
    {
        var current = Json;
        foreach (var step in path.Split('.'))
        {
            if (int.TryParse(step, out var index))
            {
                current = current[index];
            }
            else if (!current.TryGetProperty(step, out current))
            {
                return null;
            }
        }

        return current.ValueKind == JsonValueKind.String ? current.GetString() : current.GetRawText();
    }

    public static async Task<Reply> OfAsync(HttpResponseMessage response)
    {
        using (response)
        {
            return new Reply(
                response.StatusCode, response.Headers, response.Content.Headers.ContentType?.MediaType, await response.Content.ReadAsStringAsync());
        }
    }
}
