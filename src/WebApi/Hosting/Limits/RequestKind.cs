namespace GmailPlatform.WebApi.Hosting.Limits;

/// <summary>What a request occupies for longer than others do.</summary>
internal enum RequestKind
{
    Call,

    /// <summary>Streams a whole mailbox.</summary>
    Stream,

    /// <summary>Up to a hundred calls in one.</summary>
    Batch,

    /// <summary>May wait for quota.</summary>
    Waiting,
}

/// <summary>Tells the kind of an endpoint's requests.</summary>
internal interface IHasRequestKind
{
    RequestKind KindOf(HttpRequest request);
}
