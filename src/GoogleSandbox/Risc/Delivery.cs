using System.Net;
using System.Net.Http.Headers;
using System.Threading.Channels;

namespace GmailPlatform.GoogleSandbox.Risc;

/// <summary>A signed event on its way to a receiver.</summary>
internal sealed record OutgoingEvent(string Jti, string Type, string Url, string Compact);

/// <summary>How a delivery ended. A status of zero means that the receiver was not reached.</summary>
internal sealed record DeliveryRecord(DateTimeOffset At, string Jti, string Event, string Url, int Status, int Attempts);

/// <summary>Pushes events (RFC 8935): one request an event, and a few more where the receiver does not take it.</summary>
internal sealed class Delivery(SandboxClock clock) : BackgroundService
{
    private const int Attempts = 4;
    private const int Parallelism = 16;
    private const int Remembered = 1000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    private readonly Channel<OutgoingEvent> _outbox = Channel.CreateBounded<OutgoingEvent>(
        new BoundedChannelOptions(10_000) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }) { Timeout = Patience };
    private readonly Queue<DeliveryRecord> _records = new();

    /// <summary>The latest deliveries, oldest first.</summary>
    public IReadOnlyList<DeliveryRecord> Records
    {
        get
        {
            lock (_records)
            {
                return [.. _records];
            }
        }
    }

    /// <summary>Delivers soon. Nothing waits for it, and a stop forgets it.</summary>
    public void Enqueue(OutgoingEvent outgoing) => _outbox.Writer.TryWrite(outgoing);

    /// <summary>One attempt, now.</summary>
    /// <returns>The receiver's status and the text of its answer; a status of zero where it was not reached.</returns>
    public async Task<(int Status, string Body)> PushAsync(OutgoingEvent outgoing, CancellationToken ct)
    {
        using var content = new StringContent(outgoing.Compact, new MediaTypeHeaderValue("application/secevent+jwt"));
        try
        {
            using var response = await _http.PostAsync(new Uri(outgoing.Url), content, ct);
            return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(ct));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            return (0, "");
        }
    }

    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Parallel.ForEachAsync(
        _outbox.Reader.ReadAllAsync(stoppingToken),
        new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = stoppingToken },
        async (outgoing, ct) => await DeliverAsync(outgoing, ct));

    private async Task DeliverAsync(OutgoingEvent outgoing, CancellationToken ct)
    {
        var (status, attempt) = (0, 0);
        do
        {
            // The receiver's troubles are real ones: they pass in real time.
            await Task.Delay(attempt == 0 ? TimeSpan.Zero : FirstPause * Math.Pow(4, attempt - 1), TimeProvider.System, ct);
            (status, _) = await PushAsync(outgoing, ct);
            attempt++;
        }
        while (attempt < Attempts && status is 0 or >= 500 or (int)HttpStatusCode.TooManyRequests);

        Record(new DeliveryRecord(clock.GetUtcNow(), outgoing.Jti, RiscEvents.NameOf(outgoing.Type), outgoing.Url, status, attempt));
    }

    private void Record(DeliveryRecord record)
    {
        lock (_records)
        {
            if (_records.Count == Remembered)
            {
                _records.Dequeue();
            }

            _records.Enqueue(record);
        }
    }
}
