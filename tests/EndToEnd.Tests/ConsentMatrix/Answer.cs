namespace GmailPlatform.EndToEnd.Tests.ConsentMatrix;

/// <summary>What came of one page or call.</summary>
internal abstract record Answer
{
    private Answer()
    {
    }

    public sealed record Connected(string GrantId) : Answer;

    /// <summary>A failure with a URL that leads on.</summary>
    public sealed record Repair(string Code, string? Reason, string Url) : Answer
    {
        public override string ToString() => Says(Code, Reason);
    }

    /// <summary>A failure that asks to try the same again.</summary>
    public sealed record Later(string Code, string? Reason) : Answer
    {
        public override string ToString() => Says(Code, Reason);
    }

    private static string Says(string code, string? reason) => reason is null ? code : $"{code} ({reason})";
}
