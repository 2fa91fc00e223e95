namespace GmailPlatform.Testing;

/// <summary>Waits for what another process does in its own time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    /// <summary>Asks until the answer is yes; throws when that takes too long.</summary>
    /// <param name="what">Says in the failure what was waited for.</param>
    /// <param name="condition">Asked again and again.</param>
    /// <param name="within">Instead of a minute.</param>
    public static async Task HoldsAsync(string what, Func<Task<bool>> condition, TimeSpan? within = null)
    {
        var patience = within ?? Limit;
        using var limit = new CancellationTokenSource(patience);
        try
        {
            while (!await condition())
            {
                await Task.Delay(Step, limit.Token);
            }
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested)
        {
            throw new TimeoutException($"Not within {patience.TotalSeconds} seconds: {what}", e);
        }
    }
}
