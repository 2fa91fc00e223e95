namespace GmailPlatform.Application;

/// <summary>Takes the time of a call to Google, up to the head of its answer, out of the <see cref="WorkDeadline"/>.</summary>
public sealed class GoogleTimeHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var waiting = WorkDeadline.Suspend();
        return await base.SendAsync(request, cancellationToken);
    }
}
