using System.CommandLine;
using GmailPlatform.Application.Tenancy;

namespace GmailPlatform.WebApi.Commands;

/// <summary><c>tenant return-url ...</c></summary>
internal static class ReturnUrlCommands
{
    private static readonly Argument<string[]> Urls = new("url") { Description = "Compared as exact strings; can be repeated.", Arity = ArgumentArity.OneOrMore };

    public static Command Create(PlatformProgram program)
    {
        var add = new Command("add", "Add return URLs.") { TenantCommands.Id, Urls, TenantCommands.Revision, CommandOutput.Json };
        var remove = new Command("remove", "Remove return URLs: nobody is sent there any more, also by consents that are under way.") { TenantCommands.Id, Urls, TenantCommands.Revision, CommandOutput.Json };
        var set = new Command("set", "Replace all return URLs by these.") { TenantCommands.Id, Urls, TenantCommands.Revision, CommandOutput.Json };
        return new Command("return-url", "Where people may be sent after consent.")
        {
            TenantCommands.Sending(program, add, parsed => Of(parsed) with { Added = parsed.GetRequiredValue(Urls) }),
            TenantCommands.Sending(program, remove, parsed => Of(parsed) with { Removed = parsed.GetRequiredValue(Urls) }),
            TenantCommands.Sending(program, set, parsed => Of(parsed) with { Replacement = parsed.GetRequiredValue(Urls) }),
        };
    }

    private static ChangeReturnUrls Of(ParseResult parsed) => new(TenantCommands.IdOf(parsed)) { Revision = parsed.GetValue(TenantCommands.Revision) };
}
