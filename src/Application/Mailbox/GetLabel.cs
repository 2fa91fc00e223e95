using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Mailbox;

/// <summary>One label with its counts (Gmail <c>users.labels.get</c>).</summary>
public sealed record GetLabel(Caller Caller, Guid GrantId, string LabelId) : IRequest<Result<MailLabel>>;

internal sealed class GetLabelValidator : AbstractValidator<GetLabel>
{
    public GetLabelValidator() => RuleFor(query => query.LabelId).GmailId();
}

internal sealed class GetLabelHandler(MailboxCalls calls, ILabels labels) : IRequestHandler<GetLabel, Result<MailLabel>>
{
    public Task<Result<MailLabel>> Handle(GetLabel query, CancellationToken cancellationToken) => calls.RunAsync(
        query.Caller,
        query.GrantId,
        GmailMethod.GetLabel,
        token => labels.GetLabelAsync(token, query.LabelId, cancellationToken),
        cancellationToken);
}
