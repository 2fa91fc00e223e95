using Google.Apis.Discovery;

namespace Google.Apis.Gmail.v1;

/// <summary>Declares a request's parameters to the base package, which checks them and leaves defaults off the wire.</summary>
internal static class RequestParameterExtensions
{
    /// <summary>The mailbox: an address, or <c>me</c> for the bearer of the token.</summary>
    public static void AddUserId(this IDictionary<string, IParameter> parameters) =>
        parameters.AddPath("userId", "me");

    public static void AddPath(this IDictionary<string, IParameter> parameters, string name, string defaultValue = null) =>
        parameters.Add(name, Create(name, "path", isRequired: true, defaultValue));

    public static void AddQuery(this IDictionary<string, IParameter> parameters, string name, string defaultValue = null) =>
        parameters.Add(name, Create(name, "query", isRequired: false, defaultValue));

    private static Parameter Create(string name, string type, bool isRequired, string defaultValue) => new()
    {
        Name = name,
        IsRequired = isRequired,
        ParameterType = type,
        DefaultValue = defaultValue,
        Pattern = null,
    };
}
