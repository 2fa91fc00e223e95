using GmailPlatform.Domain;
using GmailPlatform.WebApi.Hosting;
using MediatR;
using Microsoft.AspNetCore.Http.HttpResults;

namespace GmailPlatform.WebApi.Mailbox;

/// <summary>How what was asked of a mailbox is answered.</summary>
internal static class MailboxAnswers
{
    /// <summary>Whether the client names this type among those it takes.</summary>
    public static bool Accepts(this HttpRequest request, string mediaType) =>
        request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals(mediaType, StringComparison.OrdinalIgnoreCase) && type.Quality is not 0);

    public static async Task<Results<Ok<T>, ProblemHttpResult>> AskAsync<T>(this IMediator mediator, IRequest<Result<T>> request, CancellationToken ct)
        where T : notnull =>
        (await mediator.Send(request, ct)).Succeeded(out var value, out var failure) ? TypedResults.Ok(value) : failure.ToProblem();

    public static async Task<Results<NoContent, ProblemHttpResult>> DoAsync(this IMediator mediator, IRequest<Result<Done>> request, CancellationToken ct) =>
        (await mediator.Send(request, ct)).Succeeded(out _, out var failure) ? TypedResults.NoContent() : failure.ToProblem();
}
