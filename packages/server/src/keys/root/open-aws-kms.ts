import type { KmsOptions } from './aws-kms-provider.ts'
import type { RootProvider } from './provider.ts'

/** The provider that keeps root keys in AWS KMS. Its SDK is loaded here, by those who keep them there, and by nobody else: 0.1 s and 24 MB. */
export async function openAwsKms(options: KmsOptions): Promise<RootProvider> {
  const { AwsKmsProvider } = await import('./aws-kms-provider.ts')
  return new AwsKmsProvider(options)
}
