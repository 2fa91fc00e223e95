using GmailPlatform.Application;

namespace GmailPlatform.Infrastructure.Grants;

/// <summary>Takes the time of a call to Google's OAuth endpoints, with its whole answer, out of the <see cref="WorkDeadline"/>.</summary>
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
