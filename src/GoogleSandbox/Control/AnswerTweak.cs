using System.Text.Json;
using System.Text.Json.Nodes;
using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Changes fields of a successful JSON answer on its way out.</summary>
internal static class AnswerTweak
{
    public static async Task RunAsync(HttpContext context, RequestDelegate next, Fault fault)
    {
        var answer = await AnswerBuffer.RunAsync(context, next);
        var isJson = context.Response.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true;
        if (context.Response.StatusCode == StatusCodes.Status200OK && isJson && JsonNode.Parse(answer) is JsonObject body)
        {
            Apply(fault, body);
            answer = JsonSerializer.SerializeToUtf8Bytes(body, JsonAnswer.Indented);
        }

        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer, context.RequestAborted);
    }

    private static void Apply(Fault fault, JsonObject body)
    {
        foreach (var name in fault.Omit ?? [])
        {
            body.Remove(name);
        }

        foreach (var (name, value) in fault.Replace ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
        {
            body[name] = JsonNode.Parse(value.GetRawText());
        }
    }
}
