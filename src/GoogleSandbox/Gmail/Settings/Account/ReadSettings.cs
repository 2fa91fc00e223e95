namespace GmailPlatform.GoogleSandbox.Gmail.Settings.Account;

/// <summary>Returns one setting.</summary>
internal abstract class ReadSetting<T>(string name, Func<MailSettings, T> read) : IGmailHandler
    where T : class
{
    public string MethodId => $"gmail.users.settings.{name}";

    public Type Resource => typeof(T);

    public GmailAnswer Handle(GmailCall call) => GmailAnswer.Of(read(call.Person.Settings.Current));
}

/// <summary><c>users.settings.getAutoForwarding</c>.</summary>
internal sealed class GetAutoForwarding() : ReadSetting<AutoForwarding>("getAutoForwarding", settings => settings.AutoForwarding);

/// <summary><c>users.settings.getImap</c>.</summary>
internal sealed class GetImap() : ReadSetting<ImapSettings>("getImap", settings => settings.Imap);

/// <summary><c>users.settings.getLanguage</c>.</summary>
internal sealed class GetLanguage() : ReadSetting<LanguageSettings>("getLanguage", settings => settings.Language);

/// <summary><c>users.settings.getPop</c>.</summary>
internal sealed class GetPop() : ReadSetting<PopSettings>("getPop", settings => settings.Pop);

/// <summary><c>users.settings.getVacation</c>.</summary>
internal sealed class GetVacation() : ReadSetting<VacationSettings>("getVacation", settings => settings.Vacation);
