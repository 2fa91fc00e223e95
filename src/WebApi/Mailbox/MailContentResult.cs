using GmailPlatform.Application.Mailbox;
using GmailPlatform.WebApi.Hosting.Requests;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace GmailPlatform.WebApi.Mailbox;

/// <summary>A content as a file to be saved, sent on while it arrives. One that breaks off breaks the answer off, so that nobody takes it for whole.</summary>
internal sealed class MailContentResult(MailContent content) : IResult
{
    /// <summary>A message as it was sent (RFC 5322).</summary>
    public const string MessageType = "message/rfc822";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        await using var _ = content;
        var response = httpContext.Response;
        var disposition = new ContentDispositionHeaderValue("attachment");
        if (!string.IsNullOrEmpty(content.Filename))
        {
            // RFC 6266: in ASCII for old clients, and whole in filename*.
            disposition.SetHttpFileName(content.Filename);
        }

        response.ContentType = content.MediaType;
        response.ContentLength = content.Length;
        response.Headers.ContentDisposition = disposition.ToString();
        if (httpContext.IsHead())
        {
            return;
        }

        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        try
        {
            await content.Stream.CopyToAsync(response.Body, httpContext.RequestAborted);
        }
        catch (IOException e)
        {
            httpContext.RequestServices.GetRequiredService<ILogger<MailContentResult>>().LogWarning("A content broke off: {Reason}", e.Message);
            httpContext.Abort();
        }
    }
}
