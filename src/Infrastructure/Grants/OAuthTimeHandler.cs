using GmailPlatform.Application;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>Suspends the <see cref="WorkDeadline"/> during a call to Google's OAuth endpoints, until the whole response is here. Bytes beyond the limit fail the call.</summary>
internal sealed class OAuthTimeHandler(int largestAnswer) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var waiting = WorkDeadline.Suspend();
        var response = await base.SendAsync(request, cancellationToken);
        try
        {
            await response.Content.LoadIntoBufferAsync(largestAnswer, cancellationToken);
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }
}
