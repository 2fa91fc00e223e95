using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using FluentValidation;
using GmailPlatform.Domain.Tenancy;

namespace GmailPlatform.Application.Audit;

/// <summary>Which facts are wanted: those to which everything that is set applies.</summary>
public sealed record HistoryFilter
{
    /// <summary>Null is every tenant.</summary>
    public TenantId? Tenant { get; init; }

    /// <summary>A person's address, whatever its case, or Google's id of them (<c>sub</c>). Of an erased person nothing is found.</summary>
    public string? Person { get; init; }

    public Guid? GrantId { get; init; }

    /// <summary>The stored event's name, such as <c>access_token_refreshed</c>.</summary>
    public string? EventType { get; init; }

    /// <summary>Why consent is needed again, why a refresh failed, or Google's word on an account: as stored, such as <c>ExpiredOrRevoked</c>.</summary>
    public string? Reason { get; init; }

    /// <summary>Who caused it, such as <c>job:retry-refresh</c>; of use that was counted, who used.</summary>
    public string? Actor { get; init; }

    /// <summary>The id of an API key: the same as the actor <c>key:&lt;id&gt;</c>.</summary>
    public string? ApiKey { get; init; }

    /// <summary>The trace id of the request or job.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>The first moment that counts.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The first moment that no longer counts.</summary>
    public DateTimeOffset? Until { get; init; }
}

/// <summary>The place of a fact among all, by time.</summary>
/// <param name="At">To the microsecond, as it is stored.</param>
/// <param name="Number">Tells facts of one moment apart.</param>
public sealed record HistoryPosition(DateTimeOffset At, long Number)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At.UtcTicks}.{Number}");

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out HistoryPosition? position)
    {
        position = null;
        if (text.Split('.') is not [var ticks, var number]
            || !long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at) || at > DateTimeOffset.MaxValue.Ticks
            || !long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var place))
        {
            return false;
        }

        position = new HistoryPosition(new DateTimeOffset(at, TimeSpan.Zero), place);
        return true;
    }
}

internal static class HistoryFilterRules
{
    private const int LongestText = 320;

    public static void RulesForFilter<T>(this AbstractValidator<T> validator, Func<T, HistoryFilter> filterOf)
    {
        validator.RuleFor(query => filterOf(query).EventType).Matches("^[a-z_]{1,64}$")
            .WithMessage("The name of an event, such as access_token_refreshed.").OverridePropertyName("eventType");
        validator.RuleForText("person", query => filterOf(query).Person);
        validator.RuleForText("reason", query => filterOf(query).Reason);
        validator.RuleForText("actor", query => filterOf(query).Actor);
        validator.RuleForText("apiKey", query => filterOf(query).ApiKey);
        validator.RuleForText("correlationId", query => filterOf(query).CorrelationId);
        validator.RuleFor(query => filterOf(query)).Must(filter => filter.From is null || filter.Until is null || filter.From < filter.Until)
            .WithMessage("The end must be later than the start.").OverridePropertyName("until");
    }

    /// <summary>By its length and characters alone; PostgreSQL stores no NUL.</summary>
    public static void RuleForText<T>(this AbstractValidator<T> validator, string name, System.Linq.Expressions.Expression<Func<T, string?>> textOf) =>
        validator.RuleFor(textOf).Must(text => text is null || (text.Length is > 0 and <= LongestText && !text.Any(char.IsControl)))
            .WithMessage($"This filter has at most {LongestText} characters and no control characters.").OverridePropertyName(name);
}
