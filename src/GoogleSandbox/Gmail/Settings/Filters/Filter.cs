namespace GmailPlatform.GoogleSandbox.Gmail.Settings.Filters;

/// <summary>Filter of the Gmail API. The sandbox stores filters but does not run them.</summary>
internal sealed record Filter
{
    public string? Id { get; init; }

    public FilterCriteria? Criteria { get; init; }

    public FilterAction? Action { get; init; }

    /// <summary>Validates a new filter; null if it is valid.</summary>
    public GmailError? Check(GmailCall call)
    {
        if (Criteria is null || Criteria == new FilterCriteria())
        {
            return GmailErrors.Invalid("Filter doesn't have any criteria");
        }

        if (SettingsRules.CheckEnum(Criteria.SizeComparison, "filter.criteria.size_comparison", "FilterCriteria.SizeComparison", "unspecified", "smaller", "larger") is { } unknown)
        {
            return unknown;
        }

        return Action is null or { AddLabelIds: null or [], RemoveLabelIds: null or [], Forward: null or "" }
            ? GmailErrors.Invalid("Filter doesn't have any actions")
            : Action.Check(call);
    }

    /// <summary>Whether the other filter has the same criteria and actions.</summary>
    public bool IsEquivalentTo(Filter other) => Criteria == other.Criteria
        && (Action!.AddLabelIds ?? []).SequenceEqual(other.Action!.AddLabelIds ?? [])
        && (Action.RemoveLabelIds ?? []).SequenceEqual(other.Action.RemoveLabelIds ?? [])
        && Action.Forward == other.Action.Forward;
}

/// <summary>FilterCriteria of the Gmail API.</summary>
internal sealed record FilterCriteria
{
    public string? From { get; init; }

    public string? To { get; init; }

    public string? Subject { get; init; }

    public string? Query { get; init; }

    public string? NegatedQuery { get; init; }

    public bool? HasAttachment { get; init; }

    public bool? ExcludeChats { get; init; }

    /// <summary>Bytes of the whole message.</summary>
    public int? Size { get; init; }

    public string? SizeComparison { get; init; }
}

/// <summary>FilterAction of the Gmail API.</summary>
internal sealed record FilterAction
{
    private static readonly string[] NeverAdded = ["SPAM", "SENT", "DRAFT", "CHAT"];

    public IReadOnlyList<string>? AddLabelIds { get; init; }

    public IReadOnlyList<string>? RemoveLabelIds { get; init; }

    public string? Forward { get; init; }

    public GmailError? Check(GmailCall call)
    {
        var mailbox = call.Person.Mailbox;
        if ((AddLabelIds ?? []).FirstOrDefault(id => mailbox.FindLabel(id) is null || NeverAdded.Contains(id)) is { } added)
        {
            return GmailErrors.Invalid($"Invalid label {added} in AddLabelIds");
        }

        if ((RemoveLabelIds ?? []).FirstOrDefault(id => mailbox.FindLabel(id) is not { IsSystem: true }) is { } removed)
        {
            return GmailErrors.Invalid($"Invalid label {removed} in RemoveLabelIds");
        }

        return (AddLabelIds ?? []).Count(id => mailbox.FindLabel(id) is { IsSystem: false }) > 1
            ? GmailErrors.Invalid("Too many user labels in AddLabelIds")
            : null;
    }
}

internal sealed record FilterListResource(IReadOnlyList<Filter>? Filter);
