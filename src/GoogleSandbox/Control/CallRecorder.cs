namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Writes the call log. The entry is there before the caller can see the answer.</summary>
internal sealed class CallRecorder(RequestDelegate next, CallIdentifier identifier, CallLog log, SandboxClock clock)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (await identifier.IdentifyAsync(context) is not { } identity)
        {
            await next(context);
            return;
        }

        context.Features.Set(identity);
        var at = clock.GetUtcNow();
        var recorded = 0;
        context.Response.OnStarting(() =>
        {
            Record(context.Response.StatusCode);
            return Task.CompletedTask;
        });
        try
        {
            await next(context);
        }
        finally
        {
            if (context.RequestAborted.IsCancellationRequested)
            {
                Record(status: 0);
            }
        }

        void Record(int status)
        {
            if (Interlocked.Exchange(ref recorded, 1) == 0)
            {
                log.Add(Describe(context, identity, at, status));
            }
        }
    }

    private static RecordedCall Describe(HttpContext context, CallIdentity identity, DateTimeOffset at, int status) =>
        new(at, identity.Endpoint, context.Request.Method, context.Request.Path, status, identity.PersonEmail, identity.GrantType, identity.ClientId)
        {
            PersonSub = identity.PersonSub,
        };
}
