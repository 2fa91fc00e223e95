using FluentValidation;
using GmailPlatform.Domain;
using MediatR;

namespace GmailPlatform.Application.Behaviors;

/// <summary>Answers <c>validation_failed</c> before a handler sees a request that it cannot serve.</summary>
internal sealed class ValidationBehavior<TRequest, TResponse>(IEnumerable<IValidator<TRequest>> validators) : IPipelineBehavior<TRequest, TResponse>
    where TRequest : IRequest<TResponse>
    where TResponse : IOutcome<TResponse>
{
    public async Task<TResponse> Handle(TRequest request, CancellationToken cancellationToken, RequestHandlerDelegate<TResponse> next)
    {
        var errors = new List<FluentValidation.Results.ValidationFailure>();
        foreach (var validator in validators)
        {
            errors.AddRange((await validator.ValidateAsync(request, cancellationToken)).Errors);
        }

        return errors.Count == 0 ? await next() : TResponse.Failed(CommonFailures.Validation(ByField(errors)));
    }

    private static Dictionary<string, string[]> ByField(IEnumerable<FluentValidation.Results.ValidationFailure> errors) => errors
        .GroupBy(error => error.PropertyName)
        .ToDictionary(field => CamelCase(field.Key), field => field.Select(Message).Distinct().ToArray());

    /// <summary>The library's own messages split a name into words; callers know the field by its JSON name.</summary>
    private static string Message(FluentValidation.Results.ValidationFailure error) =>
        error.FormattedMessagePlaceholderValues is { } values && values.TryGetValue("PropertyName", out var words)
            ? error.ErrorMessage.Replace($"'{words}'", $"'{CamelCase(error.PropertyName)}'", StringComparison.Ordinal)
            : error.ErrorMessage;

    private static string CamelCase(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..];
}
