declare module 'stac-node-validator' {
  interface Fault {
    readonly instancePath?: string;
    readonly message?: string;
  }
  interface Report {
    readonly id: string | null;
    readonly valid: boolean | null;
    readonly skipped: boolean;
    readonly messages: readonly string[];
    readonly children: readonly Report[];
    readonly results: {
      readonly core: readonly Fault[];
      readonly extensions: Readonly<Record<string, readonly Fault[]>>;
    };
  }
  export default function validate(
    document: object,
    options: { readonly loader: (address: string) => Promise<object>; readonly strict?: boolean },
  ): Promise<Report | null>;
}
