using System.Runtime.CompilerServices;
using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>All messages of a mailbox that match, page by page as Gmail answers them, newest first.</summary>
public sealed record StreamMessages(Caller Caller, Guid GrantId, MessageFilter Filter, MessageView View = MessageView.Ids) : IRequest<Result<MessageStream>>;

/// <summary>Pages that follow one another without a gap or a repetition.</summary>
/// <param name="Pages">To be read once. A failure is the last of them, and says that messages are missing.</param>
public sealed record MessageStream(IAsyncEnumerable<Result<MessagePage>> Pages);

internal sealed class StreamMessagesValidator : AbstractValidator<StreamMessages>
{
    public StreamMessagesValidator()
    {
        RuleFor(query => query.Filter.Query).SearchQuery();
        RuleFor(query => query.Filter.LabelIds).LabelIds();
    }
}

internal sealed class StreamMessagesHandler(IRequestHandler<ListMessages, Result<MessagePage>> listMessages, QuotaMeter meter)
    : IRequestHandler<StreamMessages, Result<MessageStream>>
{
    /// <summary>Of one page. Together they wait longer than a minute, after which Gmail counts anew.</summary>
    private const int MaxAttempts = 7;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(64);

    /// <summary>The first page decides whether there is a stream at all.</summary>
    public async Task<Result<MessageStream>> Handle(StreamMessages query, CancellationToken cancellationToken)
    {
        meter.Lane = QuotaLane.Bulk;
        return (await PageAsync(query, pageToken: null, cancellationToken)).Succeeded(out var first, out var failure)
            ? new MessageStream(PagesAsync(query, first, cancellationToken))
            : failure;
    }

    private async IAsyncEnumerable<Result<MessagePage>> PagesAsync(StreamMessages query, MessagePage page, [EnumeratorCancellation] CancellationToken ct)
    {
        while (page.NextPageToken is { } pageToken)
        {
            // Fetched while the reader still has the one before, and never more than one.
            var next = PatientlyAsync(query, pageToken, ct);
            yield return page;
            if (!(await next).Succeeded(out page!, out var failure))
            {
                yield return failure;
                yield break;
            }
        }

        yield return page;
    }

    /// <summary>Repeats a page that Gmail would not give just now: a page token is good for many calls, so nothing is skipped.</summary>
    private async Task<Result<MessagePage>> PatientlyAsync(StreamMessages query, string pageToken, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            var result = await PageAsync(query, pageToken, ct);
            if (result.Failure is not { } failure || !BackOff.MayPass(failure) || attempt == MaxAttempts || failure.RetryAfter > LongestWait)
            {
                return result;
            }

            // Real time, which is Google's.
            await Task.Delay(BackOff.After(attempt, failure.RetryAfter), TimeProvider.System, ct);
        }
    }

    /// <summary>Metadata comes slower: by shorter pages, so that the first lines do not wait for so many messages.</summary>
    private Task<Result<MessagePage>> PageAsync(StreamMessages query, string? pageToken, CancellationToken ct)
    {
        var pageSize = query.View is MessageView.Metadata ? ListMessages.DefaultPageSize : ListMessages.LargestPageSize;
        return listMessages.Handle(new ListMessages(query.Caller, query.GrantId, query.Filter, pageSize, pageToken, query.View), ct);
    }
}
