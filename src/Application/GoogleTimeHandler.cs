namespace GmailPlatform.Application;

/// <summary>Suspends the <see cref="WorkDeadline"/> during a call to Google, until the response headers arrive.</summary>
public sealed class GoogleTimeHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var waiting = WorkDeadline.Suspend();
        return await base.SendAsync(request, cancellationToken);
    }
}
