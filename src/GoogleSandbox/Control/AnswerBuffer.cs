namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Runs an endpoint while holding its answer back.</summary>
internal static class AnswerBuffer
{
    public static async Task<byte[]> RunAsync(HttpContext context, RequestDelegate next)
    {
        var client = context.Response.Body;
        using var held = new MemoryStream();
        context.Response.Body = held;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = client;
        }

        return held.ToArray();
    }
}
