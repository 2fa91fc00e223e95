namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>Writes the call log and the counters. The entry is there before the caller can see the answer.</summary>
internal sealed class CallRecorder(RequestDelegate next, CallIdentifier identifier, CallLog log, CallCounters counters, SandboxClock clock)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (await identifier.IdentifyAsync(context) is not { } identity)
        {
            await next(context);
            return;
        }

        var call = new OpenCall(context, identity, clock.GetUtcNow(), log, counters);
        context.Features.Set(call);
        context.Response.OnStarting(() =>
        {
            call.Record(context.Response.StatusCode);
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
                call.RecordDropped();
            }
        }
    }
}

/// <summary>A call on its way, which ends up in the log and in the counters once.</summary>
internal sealed class OpenCall(HttpContext context, CallIdentity identity, DateTimeOffset at, CallLog log, CallCounters counters)
{
    private int _recorded;

    public CallIdentity Identity { get; } = identity;

    public void RecordDropped() => Record(status: 0);

    public void Record(int status)
    {
        if (Interlocked.Exchange(ref _recorded, 1) == 0)
        {
            log.Add(new RecordedCall(
                at, Identity.Endpoint, context.Request.Method, context.Request.Path, status, Identity.PersonEmail, Identity.GrantType, Identity.ClientId)
            {
                PersonSub = Identity.PersonSub,
            });
            counters.Add(Identity.Endpoint, Identity.GrantType, status);
        }
    }
}
