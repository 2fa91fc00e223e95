namespace GmailPlatform.GoogleSandbox.Web;

/// <summary>A request that cannot be read is the caller's mistake and nothing to log as a failure of ours.</summary>
internal sealed class BadRequests(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (BadHttpRequestException mistake) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = mistake.StatusCode;
        }
    }
}
