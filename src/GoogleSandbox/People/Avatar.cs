using GmailPlatform.GoogleSandbox.Web;

namespace GmailPlatform.GoogleSandbox.People;

/// <summary>A picture for a person: initials on a colour that follows from the subject.</summary>
internal static class Avatar
{
    private static readonly string[] Colours = ["#1b6e53", "#7a3e9d", "#a84300", "#1f5fa8", "#8c1d40", "#4d6115"];

    public static string Colour(Person person) => Colours[person.Sub.Select((digit, index) => digit * (index + 1)).Sum() % Colours.Length];

    public static string Initials(Person person) =>
        string.Concat(person.Name.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2).Select(word => word[..1].ToUpperInvariant()));

    public static string Svg(Person person) => Html.Of($"""
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" width="96" height="96">
          <rect width="96" height="96" fill="{Colour(person)}"/>
          <text x="48" y="60" font-family="system-ui, sans-serif" font-size="36" fill="#fff" text-anchor="middle">{Initials(person)}</text>
        </svg>
        """).Markup;
}
