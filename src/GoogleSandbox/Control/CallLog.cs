namespace GmailPlatform.GoogleSandbox.Control;

/// <summary>One call, without query string, body or secret. A status of zero means that the connection broke.</summary>
internal sealed record RecordedCall(
    DateTimeOffset At, string Endpoint, string Method, string Path, int Status, string? Person, string? GrantType, string? ClientId)
{
    internal string? PersonSub { get; init; }
}

/// <summary>The latest calls.</summary>
internal sealed class CallLog
{
    private const int Capacity = 20_000;

    private readonly Lock _gate = new();
    private readonly Queue<RecordedCall> _calls = new();

    public void Add(RecordedCall call)
    {
        lock (_gate)
        {
            if (_calls.Count == Capacity)
            {
                _calls.Dequeue();
            }

            _calls.Enqueue(call);
        }
    }

    public List<RecordedCall> Where(Func<RecordedCall, bool> predicate)
    {
        lock (_gate)
        {
            return [.. _calls.Where(predicate)];
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _calls.Clear();
        }
    }
}
