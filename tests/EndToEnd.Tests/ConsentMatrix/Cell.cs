namespace GmailPlatform.EndToEnd.Tests.ConsentMatrix;

/// <summary>The steps of a consent, from the code in hand on.</summary>
public enum Step
{
    TokenEndpoint,
    Jwks,

    /// <summary>With an id_token that cannot be used.</summary>
    UserInfo,

    /// <summary>The authorization's state is used up.</summary>
    StateSave,

    /// <summary>At the callback with the outcome of the authorization.</summary>
    GrantCommit,
}

/// <summary>How far the step has come when the fault happens.</summary>
public enum Moment
{
    BeforeEffect,
    During,
    AfterEffect,
}

public enum Fault
{
    Timeout,
    Reset,
    ClientError,
    ServerError,
    Garbled,
    Slow,

    /// <summary>The connection is closed in order, without a whole answer.</summary>
    Lost,
    DatabaseCut,
    DatabaseHung,
    DatabaseRestarted,
    BrowserGone,
    PageReloaded,
    LoadedTwice,
}

/// <summary>How the code comes in.</summary>
public enum Door
{
    Callback,
    Api,
}

/// <summary>One fault in one consent.</summary>
/// <param name="Lasts">Whether it outlasts the server's patience; else it happens once.</param>
public sealed record Cell(Step Step, Moment Moment, Fault Fault, Door Door, bool Lasts)
{
    public bool IsGooglesStep => Step is Step.TokenEndpoint or Step.Jwks or Step.UserInfo;

    public bool IsGooglesFault => Fault <= Fault.Lost;

    public bool IsDatabaseFault => Fault is Fault.DatabaseCut or Fault.DatabaseHung or Fault.DatabaseRestarted;

    public bool IsBrowserFault => Fault >= Fault.BrowserGone;

    public override string ToString() => $"{Step}, {Moment}, {Fault}{(Lasts ? ", lasting" : "")}, {Door}";
}
