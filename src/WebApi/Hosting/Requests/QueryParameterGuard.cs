using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using GmailPlatform.Domain;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Primitives;

namespace GmailPlatform.WebApi.Hosting.Requests;

/// <summary>
/// Rejects unknown query parameters, and repeated ones that a call takes once: ignoring a misspelt filter would return everything.
/// Browser routes outside the API and the console are exempt: Google and mail programs add parameters of their own.
/// </summary>
internal static class QueryParameterGuard
{
    private const int MaxNamedParameters = 10;
    private const int MaxNameLength = 60;

    private static readonly PathString[] Guarded = ["/v1", "/console"];

    private static readonly ConditionalWeakTable<Endpoint, FrozenDictionary<string, bool>> Known = [];

    public static IApplicationBuilder UseQueryParameterGuard(this IApplicationBuilder app) => app.Use((http, next) =>
        http.Request.QueryString.HasValue && GuardedEndpoint(http) is { } endpoint && ErrorsOf(http.Request.Query, endpoint) is { Count: > 0 } errors
            ? http.WriteProblemAsync(CommonFailures.Validation(errors))
            : next(http));

    /// <summary>The endpoint to check; null if it reads its query itself, or there is none.</summary>
    private static Endpoint? GuardedEndpoint(HttpContext http) =>
        http.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<AnswersLikeGoogle>() is null
        && Array.Exists(Guarded, root => http.Request.Path.StartsWithSegments(root, StringComparison.OrdinalIgnoreCase))
            ? endpoint
            : null;

    private static Dictionary<string, string[]> ErrorsOf(IQueryCollection query, Endpoint endpoint)
    {
        var known = Known.GetValue(endpoint, ParametersOf);
        var errors = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var (name, values) in query)
        {
            if (ErrorOf(name, values, known) is { } error && errors.Count < MaxNamedParameters)
            {
                errors[name.Length <= MaxNameLength ? name : name[..MaxNameLength]] = [error];
            }
        }

        return errors;
    }

    private static string? ErrorOf(string name, StringValues values, FrozenDictionary<string, bool> known)
    {
        if (!known.TryGetValue(name, out var repeats))
        {
            return known.Count == 0
                ? "This call takes no query parameters."
                : $"Unknown query parameter. This call takes {string.Join(", ", known.Keys.Order(StringComparer.Ordinal))}.";
        }

        return values.Count > 1 && !repeats ? "Send this parameter once." : null;
    }

    /// <summary>The names of an endpoint's query parameters, and whether they may be repeated.</summary>
    private static FrozenDictionary<string, bool> ParametersOf(Endpoint endpoint)
    {
        var inPath = (endpoint as RouteEndpoint)?.RoutePattern.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.OrdinalIgnoreCase) ?? [];
        return endpoint.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
            .Where(parameter => IsInQuery(parameter) && !inPath.Contains(parameter.Name))
            .ToFrozenDictionary(parameter => parameter.Name, parameter => parameter.ParameterInfo.ParameterType.IsArray, StringComparer.OrdinalIgnoreCase);
    }

    private static bool IsInQuery(IParameterBindingMetadata parameter)
    {
        var type = parameter.ParameterInfo.ParameterType;
        var attributes = parameter.ParameterInfo.GetCustomAttributes(inherit: true);
        return (parameter.HasTryParse || type == typeof(string) || type == typeof(string[]))
            && !attributes.Any(attribute => attribute is IFromFormMetadata or IFromHeaderMetadata or IFromBodyMetadata or IFromServiceMetadata or IFromRouteMetadata);
    }
}
