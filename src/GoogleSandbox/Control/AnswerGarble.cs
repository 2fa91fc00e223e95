using System.Text;

namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Spoils the body of an answer whose effect has happened. The HTTP around it stays in order.</summary>
internal static class AnswerGarble
{
    /// <summary>The second half is missing.</summary>
    public const string Truncate = "truncate";

    /// <summary>What a proxy says on its own behalf: the status and the content type stay, the body is a page.</summary>
    public const string Html = "html";

    public static readonly IReadOnlyList<string> Ways = [Truncate, Html];

    private static readonly byte[] Page = Encoding.UTF8.GetBytes("<!doctype html><title>Welcome</title><p>Please sign in to the network.</p>");

    public static async Task RunAsync(HttpContext context, RequestDelegate next, string way)
    {
        var answer = await AnswerBuffer.RunAsync(context, next);
        var garbled = way == Truncate ? answer.AsMemory(0, answer.Length / 2) : Page;
        context.Response.ContentLength = garbled.Length;
        await context.Response.Body.WriteAsync(garbled, context.RequestAborted);
    }
}
