using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using GmailPlatform.Domain;
using GmailPlatform.WebApi.Console;
using MediatR;

namespace GmailPlatform.WebApi.Commands;

/// <summary>Runs a use case and prints what it answers: a line for people, or JSON.</summary>
internal static class CommandOutput
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Print JSON." };

    public static Task<int> SendAsync<T, TView>(
        PlatformProgram program, ParseResult parsed, IRequest<Result<T>> request, Func<T, TView> view, Func<TView, string> line, CancellationToken ct)
        where T : notnull => SendAsync(program, parsed, mediator => mediator.SendRecordedAsync(request, ct), view, line);

    public static async Task<int> SendAsync<T, TView>(
        PlatformProgram program, ParseResult parsed, Func<IMediator, Task<Result<T>>> send, Func<T, TView> view, Func<TView, string> line)
        where T : notnull
    {
        using var host = program.CreateHost();
        await using var scope = host.Services.CreateAsyncScope();
        var result = await send(scope.ServiceProvider.GetRequiredService<IMediator>());
        if (result.Succeeded(out var value, out var failure))
        {
            return Write(parsed, view(value), line);
        }

        var details = failure.Errors.Select(error => $"{error.Key}: {string.Join(' ', error.Value)}");
        await System.Console.Error.WriteLineAsync($"{failure.Code}: {failure.Detail} {string.Join(' ', details)}".TrimEnd());
        return 1;
    }

    public static int Write<TView>(ParseResult parsed, TView view, Func<TView, string> line)
    {
        System.Console.WriteLine(parsed.GetValue(Json) ? JsonSerializer.Serialize(view, Web) : line(view));
        return 0;
    }
}
