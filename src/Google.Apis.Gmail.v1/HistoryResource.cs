using Google.Apis.Gmail.v1.Data;
using Google.Apis.Services;
using Google.Apis.Util;

namespace Google.Apis.Gmail.v1;

public partial class UsersResource
{
    /// <summary>https://developers.google.com/workspace/gmail/api/reference/rest/v1/users.history</summary>
    public class HistoryResource
    {
        private readonly IClientService _service;

        public HistoryResource(IClientService service) => _service = service;

        public virtual ListRequest List(string userId) => new(_service, userId);

        /// <summary>One page of what changed in the mailbox since a known point.</summary>
        public class ListRequest(IClientService service, string userId) : GmailUserRequest<ListHistoryResponse>(service, userId)
        {
            /// <summary>A kind of change.</summary>
            public enum HistoryTypesEnum
            {
                [StringValue("messageAdded")]
                MessageAdded = 0,

                [StringValue("messageDeleted")]
                MessageDeleted = 1,

                [StringValue("labelAdded")]
                LabelAdded = 2,

                [StringValue("labelRemoved")]
                LabelRemoved = 3,
            }

            /// <summary>Only changes of this kind; for several, <see cref="HistoryTypesList"/> instead.</summary>
            [RequestParameter("historyTypes", RequestParameterType.Query)]
            public virtual HistoryTypesEnum? HistoryTypes { get; set; }

            /// <summary>Only changes of these kinds.</summary>
            [RequestParameter("historyTypes", RequestParameterType.Query)]
            public virtual Repeatable<HistoryTypesEnum> HistoryTypesList { get; set; }

            /// <summary>Only changes of messages with this label.</summary>
            [RequestParameter("labelId", RequestParameterType.Query)]
            public virtual string LabelId { get; set; }

            [RequestParameter("maxResults", RequestParameterType.Query)]
            public virtual long? MaxResults { get; set; }

            [RequestParameter("pageToken", RequestParameterType.Query)]
            public virtual string PageToken { get; set; }

            /// <summary>Changes after this point; Google forgets old ones and then answers 404.</summary>
            [RequestParameter("startHistoryId", RequestParameterType.Query)]
            public virtual ulong? StartHistoryId { get; set; }

            public override string MethodName => "list";

            public override string HttpMethod => "GET";

            public override string RestPath => "gmail/v1/users/{userId}/history";

            protected override void InitParameters()
            {
                base.InitParameters();
                RequestParameters.AddQuery("historyTypes");
                RequestParameters.AddQuery("labelId");
                RequestParameters.AddQuery("maxResults", "100");
                RequestParameters.AddQuery("pageToken");
                RequestParameters.AddQuery("startHistoryId");
            }
        }
    }
}
