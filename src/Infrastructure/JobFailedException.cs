using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Infrastructure;

/// <summary>A job met a failure that it cannot pass over; the text is the failure's code.</summary>
internal sealed class JobFailedException(string code) : Exception(code);

internal static class JobRequests
{
    /// <summary>Runs a use case as a job: its answer becomes the job's result, which the dashboard shows, and a failure makes the job fail.</summary>
    public static async Task<T> RunJobAsync<T>(this IMediator mediator, IRequest<Result<T>> request, CancellationToken ct)
        where T : notnull =>
        (await mediator.Send(request, ct)).Succeeded(out var value, out var failure) ? value : throw new JobFailedException(failure.Code);
}
