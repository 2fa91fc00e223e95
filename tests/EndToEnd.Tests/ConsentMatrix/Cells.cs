namespace GmailPlatform.EndToEnd.Tests.ConsentMatrix;

/// <summary>The whole product, without the cells that mean nothing.</summary>
internal static class Cells
{
    private static readonly IReadOnlyList<Cell> Product =
    [
        .. from step in Enum.GetValues<Step>()
           from moment in Enum.GetValues<Moment>()
           from fault in Enum.GetValues<Fault>()
           from door in Enum.GetValues<Door>()
           from lasts in new[] { false, true }
           select new Cell(step, moment, fault, door, lasts),
    ];

    public static IReadOnlyList<Cell> All { get; } = [.. Product.Where(cell => WhyNot(cell) is null)];

    /// <summary>Why a cell means nothing; null for one that is tried.</summary>
    private static string? WhyNot(Cell cell) => cell switch
    {
        { IsGooglesFault: true, IsGooglesStep: false } => "Google answers calls, and takes no part in commits.",
        { IsDatabaseFault: true, IsGooglesStep: true } => "The database takes no part in calls to Google.",
        { Door: Door.Api, Step: Step.StateSave } => "A code that a client posts answers no authorization of the platform's own.",
        { IsGooglesFault: true } => WhyNotAtGoogle(cell),
        { Lasts: true } => "The outages of the database and the callers that come back are waited for, whatever they take.",
        { Fault: Fault.DatabaseHung, Step: Step.GrantCommit } when !IsHungCommitTried(cell) =>
            "A hung commit holds up the whole run until its time limit, so each door tries one moment. A connection that is cut is tried at each.",
        { IsBrowserFault: true, Moment: Moment.During } => "A caller sees whether a step has begun and whether it has ended, and no more.",
        { IsBrowserFault: true, Step: Step.Jwks } => "The key set is fetched once for everybody; a caller waits there as for UserInfo.",
        { IsBrowserFault: true, Step: Step.UserInfo, Moment: Moment.AfterEffect } => "A read has no effect.",
        _ => null,
    };

    private static bool IsHungCommitTried(Cell cell) => cell is { Moment: Moment.BeforeEffect, Door: Door.Callback } or { Moment: Moment.AfterEffect, Door: Door.Api };

    private static string? WhyNotAtGoogle(Cell cell) => cell switch
    {
        { Fault: Fault.Slow, Moment: not Moment.BeforeEffect } or { Fault: Fault.Slow, Lasts: true } => "Where the time passes makes no difference to who waits, and what is only slow arrives.",
        { Fault: Fault.Timeout or Fault.ClientError or Fault.ServerError or Fault.Garbled, Moment: Moment.During } => "Only a connection can end in the midst of an answer.",
        { Step: Step.Jwks or Step.UserInfo, Moment: Moment.AfterEffect } => "A read has no effect.",
        { Lasts: true, Step: Step.Jwks } => "One consent fetches the key set once.",
        { Lasts: true, Moment: not Moment.BeforeEffect } => "After its effect a code is spent: a second answer is a refusal.",
        _ => null,
    };
}
