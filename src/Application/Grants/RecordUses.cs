using System.Collections.Concurrent;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Grants;

/// <summary>Writes down what was used on this node, each grant and key once a window; what cannot be written now is kept for the next time.</summary>
/// <param name="OpenWindowsToo">Also the window that is not over: before the node stops.</param>
public sealed record RecordUses(bool OpenWindowsToo) : IRequest<Result<RecordedUses>>;

/// <summary>How many windows of a grant and key were written.</summary>
public sealed record RecordedUses(int Count);

internal sealed class RecordUsesHandler(CredentialUses uses, IUseHistory history, TimeProvider clock) : IRequestHandler<RecordUses, Result<RecordedUses>>
{
    private const int BatchSize = 100;
    private const int Writers = 2;
    private const int MaxAttempts = 5;

    public async Task<Result<RecordedUses>> Handle(RecordUses command, CancellationToken cancellationToken)
    {
        var taken = uses.TakeOver(command.OpenWindowsToo ? DateTimeOffset.MaxValue : clock.GetUtcNow());
        var waiting = new ConcurrentQueue<GrantUse[]>(taken.GroupBy(use => use.Tenant).SelectMany(tenant => tenant.OrderBy(use => use.GrantId).Chunk(BatchSize)));
        try
        {
            await Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => WriteAsync(waiting, cancellationToken)));
        }
        finally
        {
            uses.Return(waiting.SelectMany(batch => batch));
        }

        return new RecordedUses(taken.Count);
    }

    private async Task WriteAsync(ConcurrentQueue<GrantUse[]> waiting, CancellationToken ct)
    {
        while (waiting.TryDequeue(out var batch))
        {
            try
            {
                await WriteAsync(batch, ct);
            }
            catch
            {
                waiting.Enqueue(batch);
                throw;
            }
        }
    }

    /// <summary>One grant that moved on holds up its batch: then each goes alone.</summary>
    private async Task WriteAsync(GrantUse[] batch, CancellationToken ct)
    {
        if (await history.TryAppendAsync(batch[0].Tenant, batch, ct))
        {
            return;
        }

        foreach (var use in batch)
        {
            if (!await TryWriteAsync(use, ct))
            {
                uses.Return([use]);
            }
        }
    }

    private async Task<bool> TryWriteAsync(GrantUse use, CancellationToken ct)
    {
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            if (await history.TryAppendAsync(use.Tenant, [use], ct))
            {
                return true;
            }
        }

        return false;
    }
}
