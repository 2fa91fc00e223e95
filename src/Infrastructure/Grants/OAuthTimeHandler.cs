using System.Net.Http.Headers;
using GmailPlatform.Application;
using GmailPlatform.Infrastructure.Grants.OAuthAnswers;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>
/// Suspends the <see cref="WorkDeadline"/> during a call to Google's OAuth endpoints, until the whole response is here. Bytes beyond the limit fail the
/// call. The body is handed on decoded and as JSON in UTF-8, whatever content coding, type or charset its headers named.
/// </summary>
internal sealed class OAuthTimeHandler(int largestAnswer) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var waiting = WorkDeadline.Suspend();
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            var body = await AnswerBody.ReadAsync(response.Content, largestAnswer, cancellationToken);
            response.Content.Dispose();
            response.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
