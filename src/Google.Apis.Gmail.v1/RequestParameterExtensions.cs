using Google.Apis.Discovery;

namespace Google.Apis.Gmail.v1;

/// <summary>
/// Declares a request's parameters to the base package, which checks them and leaves defaults off the wire. Google
/// declares no pattern for any of Gmail's.
/// </summary>
internal static class RequestParameterExtensions
{
    public static void AddPath(this IDictionary<string, IParameter> parameters, string name, string defaultValue = null) =>
        parameters.Add(name, new Parameter { Name = name, ParameterType = "path", IsRequired = true, DefaultValue = defaultValue });

    public static void AddQuery(this IDictionary<string, IParameter> parameters, string name, string defaultValue = null) =>
        parameters.Add(name, new Parameter { Name = name, ParameterType = "query", IsRequired = false, DefaultValue = defaultValue });
}
